public import TimeSeries

/// When something begins or ends, as a calendar says it.
public enum EventTime: Hashable, Sendable {
  /// A whole day, wherever one is.
  case day(CivilDate)

  /// A time on the wall clock, wherever one is.
  case floating(LocalTime)

  /// A time on the wall clock of a zone.
  case zoned(LocalTime, TimeZoneRules)

  /// What the wall clock shows; midnight for a whole day.
  public var localTime: LocalTime {
    switch self {
    case .day(let date): LocalTime(date)
    case .floating(let time), .zoned(let time, _): time
    }
  }

  /// Whether it is a whole day.
  public var isDay: Bool {
    if case .day = self { true } else { false }
  }

  /// The moment, for someone whose clock is in `zone`.
  public func moment(in zone: TimeZoneRules) -> Timestamp {
    switch self {
    case .day(let date): zone.start(of: date)
    case .floating(let time): zone.moments(of: time).moment
    case .zoned(let time, let own): own.moments(of: time).moment
    }
  }

  /// The same kind of time, in the same zone, on another day or at another hour.
  func replacing(_ time: LocalTime) -> EventTime {
    switch self {
    case .day: .day(time.date)
    case .floating: .floating(time)
    case .zoned(_, let zone): .zoned(time, zone)
    }
  }
}
