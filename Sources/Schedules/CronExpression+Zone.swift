public import Calendar
public import TimeSeries

extension CronExpression {
  /// One time that it comes.
  struct Firing: Comparable {
    /// When.
    let moment: Timestamp
    /// The time of day that was meant, in seconds after 1970-01-01 00:00:00 on the zone's clock. It orders what a change of clocks puts
    /// on one moment.
    let wall: Int64

    static func < (left: Firing, right: Firing) -> Bool {
      (left.moment, left.wall) < (right.moment, right.wall)
    }
  }

  /// The first and the last second, of UTC, that are searched: the years 0 to 9999 less two days for the zones.
  private static let seconds: ClosedRange<Int64> = -62_167_046_400...253_402_127_999

  /// The first moment after `moment` at which it comes, on the clock of `zone`.
  ///
  /// - Returns: nil where it never comes, such as February 30, or not up to the year 9999.
  public func next(after moment: Timestamp, zone: TimeZoneRules = .utc) -> Timestamp? {
    let second = max(Self.second(moment) + 1, Self.seconds.lowerBound)
    guard second <= Self.seconds.upperBound else { return nil }
    return isFixedTime ? nextFixed(from: second, zone) : nextRhythmic(from: second, zone)
  }

  /// The last moment up to and including `moment` at which it came, on the clock of `zone`.
  ///
  /// - Returns: nil where it never comes, such as February 30, or did not from the year 0 on.
  public func previous(
    atOrBefore moment: Timestamp, zone: TimeZoneRules = .utc
  ) -> Timestamp? {
    lastFiring(atOrBefore: moment, zone: zone)?.moment
  }

  /// The last time that it came, up to and including `moment`.
  func lastFiring(atOrBefore moment: Timestamp, zone: TimeZoneRules) -> Firing? {
    let second = min(Self.second(moment), Self.seconds.upperBound)
    guard second >= Self.seconds.lowerBound else { return nil }
    return isFixedTime ? previousFixed(to: second, zone) : previousRhythmic(to: second, zone)
  }

  /// Times of day become moments in the order of the times, so that the first that lies in the future is the answer.
  private func nextFixed(from second: Int64, _ zone: TimeZoneRules) -> Timestamp? {
    let start = Self.moment(second)
    // A second that follows a gap at once still is the moment of what was skipped.
    var wall = second + Int64(zone.offset(at: Self.moment(second - 1)))
    while let found = next(atOrAfterWall: wall) {
      let moment = Self.moment(ofWall: found, zone)
      if moment >= start { return moment }
      wall = found + 60
    }
    return nil
  }

  private func previousFixed(to second: Int64, _ zone: TimeZoneRules) -> Firing? {
    let end = Self.moment(second)
    var wall = second + Int64(zone.offset(at: end))
    // While the clock shows an hour again, all of that hour has been.
    if case .twice(let earlier, let later) = zone.moments(of: zone.localTime(at: end)),
      end >= later
    {
      wall += (later - earlier).milliseconds / 1000
    }
    while let found = previous(atOrBeforeWall: wall) {
      let moment = Self.moment(ofWall: found, zone)
      if moment <= end { return Firing(moment: moment, wall: found) }
      wall = found - 60
    }
    return nil
  }

  /// Between two changes of its clock a zone is a clock that never changes: one such stretch after the other.
  private func nextRhythmic(from second: Int64, _ zone: TimeZoneRules) -> Timestamp? {
    var second = second
    while true {
      let start = Self.moment(second)
      let offset = Int64(zone.offset(at: start))
      guard let wall = next(atOrAfterWall: second + offset) else { return nil }
      let found = Self.moment(wall - offset)
      let stretches = zone.offsets(from: start, to: found + .seconds(1))
      guard stretches.count > 1 else { return found }
      second = Self.second(stretches[1].start)
    }
  }

  private func previousRhythmic(to second: Int64, _ zone: TimeZoneRules) -> Firing? {
    var second = second
    while true {
      let end = Self.moment(second)
      let offset = Int64(zone.offset(at: end))
      guard let wall = previous(atOrBeforeWall: second + offset) else { return nil }
      let found = Self.moment(wall - offset)
      let stretches = zone.offsets(from: found, to: end + .seconds(1))
      guard stretches.count > 1, let last = stretches.last else {
        return Firing(moment: found, wall: wall)
      }
      second = Self.second(last.start) - 1
    }
  }

  /// When a fixed time comes: the first of two, and the change that skips it.
  private static func moment(ofWall wall: Int64, _ zone: TimeZoneRules) -> Timestamp {
    switch zone.moments(of: LocalTime(moment(wall), offset: 0)) {
    case .once(let moment): moment
    case .skipped(let change, _): change
    case .twice(let earlier, _): earlier
    }
  }

  private static func moment(_ second: Int64) -> Timestamp {
    Timestamp(milliseconds: second * 1000)
  }

  /// Whole seconds since the Unix epoch, rounded down.
  private static func second(_ moment: Timestamp) -> Int64 {
    let (seconds, rest) = moment.milliseconds.quotientAndRemainder(dividingBy: 1000)
    return rest < 0 ? seconds - 1 : seconds
  }
}
