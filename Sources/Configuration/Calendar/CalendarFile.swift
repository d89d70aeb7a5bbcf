internal import Calendar
internal import FileAccess

/// A calendar file (iCalendar) that a configuration names.
enum CalendarFile {
  /// The largest calendar file, in bytes.
  static let limit = 16 << 20

  /// The events of the file at `path`, which is watched; nil where it is none, which was reported.
  ///
  /// Single events that cannot be read are left out, with a warning at their line.
  static func events(path: String, at place: Place, _ loading: LoadingContext) -> [CalendarEvent]? {
    if let known = loading.calendarFiles[path] { return known }
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try LocalFile.read(path, limit: limit)
    } catch {
      loading.report(
        place, "file `\(path)` cannot be read: \(error.detail); expected a calendar (iCalendar)")
      return nil
    }
    let folder = TimeZoneFolder(environment: loading.environment)
    let calendar = ICalendar(bytes, kinds: .holidayFile) { try? folder.zone(named: $0) }
    let isWorthless = calendar.events.isEmpty && !calendar.problems.isEmpty
    for problem in calendar.problems {
      let line = Place.file(path: path, line: problem.line, column: 1)
      if isWorthless {
        loading.report(line, problem.message)
      } else {
        loading.warn(line, "\(problem.message); this event is left out")
      }
    }
    guard !isWorthless else { return nil }
    loading.calendarFiles[path] = calendar.events
    return calendar.events
  }
}
