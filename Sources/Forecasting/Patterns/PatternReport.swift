public import Calendar
public import TimeSeries

/// What a series does again and again, each with how far to rely on it.
///
/// Hours and days are those of a local clock. docs/patterns.md defines every number.
public struct PatternReport: Hashable, Sendable {
  /// The longest stretch that is looked at: the newest 30 days.
  public static let longest = Duration.seconds(30 * 86_400)

  /// The first moment that was looked at.
  public let start: Timestamp

  /// The last moment that was looked at.
  public let end: Timestamp

  /// The name of the zone whose clock counts.
  public let zone: String

  /// The share of values that are known.
  public let knownShare: Double

  /// The mean of the known values.
  public private(set) var mean: Double

  /// Their standard deviation.
  public private(set) var deviation: Double

  /// The load of each hour of the day.
  public private(set) var daily: LoadProfile?

  /// The load of each hour of the week.
  public private(set) var weekly: LoadProfile?

  /// The hours of the day in the highest quarter of the daily profile.
  public private(set) var peakHours: [HourPattern] = []

  /// The hours of the day in the lowest quarter of the daily profile.
  public private(set) var lowHours: [HourPattern] = []

  /// The quietest stretches, quietest first.
  public private(set) var maintenanceWindows: [MaintenanceWindow] = []

  /// The spikes; nil where there are none.
  public private(set) var spikes: SpikePattern?

  /// Where load is heading; nil below four days.
  public private(set) var trend: TrendPattern?

  /// The periods found in the values alone.
  public private(set) var seasons: [Season] = []

  /// The patterns of the newest 30 days of `series`; nil where nothing is known.
  ///
  /// - Parameters:
  ///   - series: Values at equal steps; what is not finite is a gap.
  ///   - zone: The clock that people live by.
  ///   - holidays: Days that are unlike others: profiles, windows and the trend leave them out.
  ///   - windowHours: The length of a maintenance window, 1 to 24 hours.
  public init?(
    of series: RegularSeries, zone: TimeZoneRules = .utc, holidays: HolidayTable = .none,
    windowHours: Int = 2
  ) {
    let most = Int(min(Double(1 << 24), Self.longest.inSeconds / series.step.inSeconds + 1))
    let first = max(0, series.values.count - max(most, 2))
    let start = series.timestamp(at: first)
    var values = series.values[first...].map { $0.isFinite ? $0 : .nan }
    let known = values.reduce(0) { $0 + ($1.isNaN ? 0 : 1) }
    guard known > 0 else { return nil }
    // Numbers near the largest, or the least, are brought to a size whose squares can be told.
    let largest = values.reduce(0) { $1.isNaN ? $0 : max($0, $1.magnitude) }
    let unit = largest > 1e100 || (largest > 0 && largest < 1e-100) ? largest : 1
    if unit != 1 { for index in values.indices { values[index] /= unit } }
    let mean = RobustMean.mean(values)
    let squares = values.reduce(0) { $1.isNaN ? $0 : $0 + ($1 - mean) * ($1 - mean) }
    self.start = start
    end = series.timestamp(at: series.values.count - 1)
    self.zone = zone.name
    knownShare = Double(known) / Double(values.count)
    self.mean = mean
    deviation = (squares / Double(known)).squareRoot()
    seasons = SeasonDetector.seasons(
      of: RegularSeries(start: start, step: series.step, values: values))
    spikes = SpikePattern(
      values, mean: mean, deviation: deviation > 1e-9 * mean.magnitude ? deviation : 0,
      start: start, step: series.step, zone: zone)
    if series.step <= .seconds(3600) {
      let hours = LocalHours(
        values, start: start, step: series.step, zone: zone, holidays: holidays)
      trend = TrendPattern(hours.days)
      let slope = trend.map { $0.reliability > 0.5 ? $0.perDay : 0 } ?? 0
      daily = LoadProfile(hours, isWeekly: false, slope: slope)
      weekly = LoadProfile(hours, isWeekly: true, slope: slope)
      if let daily { (peakHours, lowHours) = HourPattern.extremes(of: daily, in: hours) }
      maintenanceWindows = MaintenanceWindow.quietest(
        weekly: weekly, daily: daily, hours: hours, length: windowHours)
    }
    if unit != 1 { scale(by: unit) }
  }

  /// Brings every load back to its own size; a change that no number holds is left out.
  private mutating func scale(by unit: Double) {
    mean *= unit
    deviation *= unit
    daily?.scale(by: unit)
    weekly?.scale(by: unit)
    for index in peakHours.indices { peakHours[index].mean *= unit }
    for index in lowHours.indices { lowHours[index].mean *= unit }
    for index in maintenanceWindows.indices { maintenanceWindows[index].mean *= unit }
    trend?.perDay *= unit
    trend?.perWeek *= unit
    if trend?.perWeek.isFinite == false { trend = nil }
    spikes?.scale(by: unit)
  }
}

extension SpikePattern {
  /// Brings every load back to its own size.
  fileprivate mutating func scale(by unit: Double) {
    // What lies above the largest value may lie above the largest number.
    let scaled = { (value: Double) in min(value * unit, .greatestFiniteMagnitude) }
    threshold = scaled(threshold)
    meanSize = scaled(meanSize)
    peak = scaled(peak)
    for index in spikes.indices {
      spikes[index].peak = scaled(spikes[index].peak)
      spikes[index].size = scaled(spikes[index].size)
      spikes[index].levelBefore = spikes[index].levelBefore.map { $0 * unit }
      spikes[index].trendBefore = spikes[index].trendBefore.map {
        max(scaled($0), -.greatestFiniteMagnitude)
      }
    }
  }
}
