/// What an iCalendar file (RFC 5545) says: its events, and what is wrong with it.
///
/// VEVENT counts, with DTSTART, DTEND or DURATION, SUMMARY, RRULE, RDATE, EXDATE, CATEGORIES, STATUS, UID and
/// RECURRENCE-ID. VTIMEZONE is passed over: a TZID is taken as the name of a zone. An event that cannot be read
/// is left out and reported; the rest stand.
public struct ICalendar: Sendable {
  /// Something that is wrong, at a line.
  public struct Problem: Hashable, Sendable, CustomStringConvertible {
    /// The line, from 1.
    public let line: Int
    /// What is wrong, and what was expected.
    public let message: String

    /// `LINE: MESSAGE`.
    public var description: String { "\(line): \(message)" }
  }

  /// How the kind of an event is told.
  public enum KindRule: Hashable, Sendable {
    /// A category that speaks of holidays makes a holiday, all else is an event.
    case categories
    /// The same, and what fills whole days and has no category is a holiday too: many files of public holidays
    /// say no more.
    case holidayFile
  }

  /// The events, in file order.
  public private(set) var events: [CalendarEvent] = []

  /// What is wrong, in file order, at most `maximumProblems`.
  public private(set) var problems: [Problem] = []

  /// The most problems that are told.
  public static let maximumProblems = 100

  /// The most events that are read from one file.
  public static let maximumEvents = 20_000

  /// Reads `bytes`.
  ///
  /// - Parameters:
  ///   - bytes: The file; CR LF or LF end its lines.
  ///   - kinds: How the kind of an event is told.
  ///   - zone: The zone of a name; nil where there is none.
  public init(
    _ bytes: [UInt8], kinds: KindRule = .categories, zone: (String) -> TimeZoneRules?
  ) {
    var drafts: [EventDraft] = []
    var stack: [(name: String, line: Int)] = []
    var draft: EventDraft?
    var sawCalendar = false
    for (bytes, number) in LineUnfolding(bytes) {
      guard let line = ContentLine(bytes, number: number) else {
        report(number, "a line without a name and a colon; expected `NAME:VALUE`")
        if !sawCalendar { return }
        continue
      }
      switch line.name {
      case "BEGIN":
        let name = line.value.uppercased()
        if stack.isEmpty {
          guard name == "VCALENDAR" else { break }
          sawCalendar = true
        }
        stack.append((name, number))
        guard stack.count <= 16 else {
          report(number, "components within components; expected at most 16 levels")
          return
        }
        if name == "VEVENT", stack.count == 2 { draft = EventDraft(line: number) }
      case "END":
        guard let open = stack.popLast(), open.name == line.value.uppercased() else {
          report(
            number, "`END:\(line.value.prefix(40))` closes nothing; expected a BEGIN before it")
          return
        }
        if open.name == "VEVENT", stack.count == 1, let finished = draft {
          draft = nil
          guard drafts.count < Self.maximumEvents else {
            report(number, "more events than are read; expected at most \(Self.maximumEvents)")
            finish(drafts, kinds)
            return
          }
          drafts.append(finished)
        }
      default:
        guard sawCalendar else {
          report(number, "it does not begin with `BEGIN:VCALENDAR`; expected an iCalendar file")
          return
        }
        // What belongs to an alarm inside an event is not the event's.
        guard stack.last?.name == "VEVENT" else { continue }
        do throws(EventProblem) {
          try draft?.take(line, zone: zone)
        } catch {
          report(number, error.message)
          draft?.isBroken = true
        }
      }
      if !sawCalendar {
        report(number, "it does not begin with `BEGIN:VCALENDAR`; expected an iCalendar file")
        return
      }
    }
    if let open = stack.last {
      report(open.line, "`\(open.name)` is not closed; expected `END:\(open.name)`")
    } else if !sawCalendar {
      report(1, "it is empty; expected an iCalendar file that begins with `BEGIN:VCALENDAR`")
    }
    finish(drafts, kinds)
  }

  /// Makes events of what was read; a changed instance of a series takes the place of the original one.
  private mutating func finish(_ drafts: [EventDraft], _ kinds: KindRule) {
    var replaced: [String: [EventTime]] = [:]
    for draft in drafts {
      guard let identifier = draft.identifier, let instance = draft.instance else { continue }
      replaced[identifier, default: []].append(instance)
    }
    for draft in drafts where !draft.isBroken && !draft.isCancelled {
      do throws(EventProblem) {
        var event = try draft.event(kinds)
        if draft.instance == nil, let identifier = draft.identifier {
          event.exclusions += replaced[identifier] ?? []
        }
        events.append(event)
      } catch {
        report(error.line ?? draft.line, error.message)
      }
    }
    problems.sort { $0.line < $1.line }
  }

  private mutating func report(_ line: Int, _ message: String) {
    guard problems.count < Self.maximumProblems else { return }
    problems.append(Problem(line: line, message: message))
  }
}
