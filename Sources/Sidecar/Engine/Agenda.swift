import Calendar
import TimeSeries

/// The next events of a calendar, looked up once an hour and whenever one has begun.
struct Agenda {
  private let calendar: EventCalendar
  private var known: [Occurrence] = []
  private var lookedAt: Timestamp?

  /// How many events are told.
  private static let length = 10
  private static let patience = Duration.seconds(3600)

  /// The agenda of `calendar`.
  init(_ calendar: EventCalendar) { self.calendar = calendar }

  /// The next events that begin after `moment`, by their beginning. O(1) but once an hour.
  mutating func upcoming(at moment: Timestamp) -> [Occurrence] {
    guard !calendar.events.isEmpty else { return [] }
    let isOld = lookedAt.map { moment < $0 || moment - $0 >= Self.patience } ?? true
    if isOld || known.first.map({ $0.start <= moment }) ?? false {
      known = calendar.next(after: moment + .milliseconds(1), limit: Self.length)
      lookedAt = moment
    }
    return known
  }
}
