import Feeds
import Schedules
import TimeSeries

/// What schedules ask for at a moment and next: the next changes are looked up again once an hour and whenever one has come.
struct ScheduleAgenda {
  private let book: ScheduleBook
  private var known: [ScheduleChange] = []
  private var lookedAt: Timestamp?

  /// How many changes are told.
  private static let length = 10
  private static let patience = Duration.seconds(3600)

  init(_ book: ScheduleBook) { self.book = book }

  /// The status at `moment`; nil without schedules.
  mutating func status(at moment: Timestamp) -> ScheduleStatus? {
    guard !book.schedules.isEmpty else { return nil }
    let isOld = lookedAt.map { moment < $0 || moment - $0 >= Self.patience } ?? true
    if isOld || known.first.map({ $0.at <= moment }) ?? false {
      known = book.upcoming(after: moment, limit: Self.length)
      lookedAt = moment
    }
    return ScheduleStatus(
      inForce: book.state(at: moment).inForce,
      upcoming: known.map {
        ScheduleStatus.Change(
          time: $0.at, schedule: $0.schedule, change: $0.kind.rawValue, floor: $0.bounds.floor,
          ceiling: $0.bounds.ceiling, exact: $0.bounds.exact)
      })
  }
}
