public import Calendar

/// A stretch of hours that is quiet again and again: the time to take something down.
public struct MaintenanceWindow: Hashable, Sendable {
  /// The day of the week it begins on; nil: every day.
  public let weekday: Weekday?

  /// The hour it begins at, on the local clock.
  public let hour: Int

  /// How long it is, in hours.
  public let hours: Int

  /// The mean load in it.
  public internal(set) var mean: Double

  /// That load over the mean of all hours; nil where that mean is 0.
  public let relative: Double?

  /// The share of weeks, or days, in which it was among the quietest tenth (of days: quarter) of all windows of its
  /// length.
  public let reliability: Double

  /// How many weeks, or days, were compared.
  public let occasions: Int

  /// The quietest windows of `length` hours, quietest first, at most `limit`, none overlapping another.
  ///
  /// Windows of the week where `weekly` is known for every hour and explains more than `daily`; else one of the day.
  static func quietest(
    weekly: LoadProfile?, daily: LoadProfile?, hours: LocalHours, length: Int, limit: Int = 3
  ) -> [MaintenanceWindow] {
    let gain = (weekly?.reliability ?? 0) - (daily?.reliability ?? 0)
    if let weekly, gain > 0.02, !weekly.means.contains(nil) {
      return windows(weekly, hours, length: length, limit: limit)
    }
    if let daily, !daily.means.contains(nil) {
      return windows(daily, hours, length: length, limit: 1)
    }
    return []
  }

  private static func windows(
    _ profile: LoadProfile, _ hours: LocalHours, length: Int, limit: Int
  ) -> [MaintenanceWindow] {
    let means = profile.means.compactMap { $0 }
    let period = means.count
    let length = min(max(1, length), 24)
    guard let overall = means.mean else { return [] }
    let loads = (0..<period).map { start in
      (0..<length).reduce(0) { $0 + means[(start + $1) % period] } / Double(length)
    }
    let order = loads.indices.sorted { (loads[$0], $0) < (loads[$1], $1) }
    var chosen: [Int] = []
    for start in order where chosen.count < limit {
      let isApart = chosen.allSatisfy { other in
        let distance = abs(start - other)
        return min(distance, period - distance) >= length
      }
      if isApart { chosen.append(start) }
    }
    let ranks = ranks(of: chosen, period: period, length: length, in: hours)
    return zip(chosen, ranks).map { start, ranks in
      let quiet = ranks.filter { $0 <= (period == 168 ? 0.1 : 0.25) }.count
      return MaintenanceWindow(
        weekday: period == 168 ? Weekday(rawValue: start / 24 + 1) : nil, hour: start % 24,
        hours: length, mean: loads[start], relative: overall == 0 ? nil : loads[start] / overall,
        reliability: ranks.isEmpty ? 0 : Double(quiet) / Double(ranks.count),
        occasions: ranks.count)
    }
  }

  /// For each of `starts` its rank, 0 (quietest) to 1, among all windows of each cycle in which it is known.
  private static func ranks(
    of starts: [Int], period: Int, length: Int, in hours: LocalHours
  ) -> [[Double]] {
    var ranks = [[Double]](repeating: [], count: starts.count)
    let lead = period == 168 ? (hours.firstDay.weekday.rawValue - 1) * 24 : 0
    for cycle in 0...(hours.means.count + lead) / period {
      let loads = (0..<period).map { start -> Double in
        let first = cycle * period + start - lead
        guard first >= 0, first + length <= hours.means.count else { return .nan }
        return hours.means[first..<first + length].reduce(0, +) / Double(length)
      }
      let known = loads.filter { !$0.isNaN }
      guard known.count * 2 >= period else { continue }
      for (index, start) in starts.enumerated() where !loads[start].isNaN {
        let lower = known.filter { $0 < loads[start] }.count
        ranks[index].append(Double(lower) / Double(max(1, known.count - 1)))
      }
    }
    return ranks
  }
}
