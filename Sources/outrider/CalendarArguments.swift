import ArgumentParser
import Calendar
import Configuration
import FileAccess
import Forecasting

/// The clock and the days that a load follows, as options.
struct CalendarArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The zone whose clock the load follows, such as Europe/Berlin; default: UTC.",
      valueName: "zone"))
  var timezone: String?

  @Option(
    help: ArgumentHelp("Holidays and events that are known ahead (iCalendar).", valueName: "file"))
  var calendar: String?

  /// The largest calendar file, in bytes.
  private static let limit = 16 << 20

  /// What the options say.
  ///
  /// - Throws: where there is no such zone or file, or it holds nothing that can be read.
  func eventCalendar() throws -> EventCalendar {
    let folder = TimeZoneFolder(environment: processEnvironment())
    var zone = TimeZoneRules.utc
    if let timezone {
      do throws(TimeZoneFolder.Failure) {
        zone = try folder.zone(named: timezone)
      } catch {
        throw ValidationError(
          "--timezone: '\(timezone)': \(error); expected a name such as Europe/Berlin")
      }
    }
    guard let calendar else { return EventCalendar(zone: zone) }
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try LocalFile.read(calendar, limit: Self.limit)
    } catch {
      throw ValidationError("--calendar: \(error); expected a calendar (iCalendar)")
    }
    let read = ICalendar(bytes, kinds: .holidayFile) { try? folder.zone(named: $0) }
    for problem in read.problems {
      Terminal.write("\(calendar):\(problem.line): \(problem.message); it is left out")
    }
    guard !read.events.isEmpty || read.problems.isEmpty else {
      throw ValidationError("--calendar: '\(calendar)' holds no event that can be read")
    }
    return EventCalendar(zone: zone, events: read.events)
  }
}
