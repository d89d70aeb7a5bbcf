internal import Calendar
internal import TimeSeries

/// What the spikes of a series have in common.
public struct SpikePattern: Hashable, Sendable {
  /// The load above which a spike is: the mean and two standard deviations.
  public internal(set) var threshold: Double

  /// How many there were.
  public let count: Int

  /// How many a day.
  public let perDay: Double

  /// The mean of their sizes, above the mean of the series.
  public internal(set) var meanSize: Double

  /// The largest load of all.
  public internal(set) var peak: Double

  /// The median of their durations.
  public let typicalDuration: Duration

  /// The local hour in which most began.
  public let typicalHour: Int

  /// The share of them that began in `typicalHour`.
  public let typicalHourShare: Double

  /// The share of them that began on a full hour.
  public let onTheHourShare: Double

  /// The share of those with a known hour before in which load had risen by a tenth of the mean and more.
  public let afterRiseShare: Double?

  /// How regular they are: the mean over all spikes of the share of other days with one in the same hour of the
  /// clock, 0 to 1.
  public let reliability: Double

  /// The newest `listed` of them, oldest first.
  public internal(set) var spikes: [Spike]

  /// The most spikes that are listed.
  public static let listed = 50

  /// The spikes of `values`, in which NaN is a gap; nil where there are none.
  ///
  /// What is at most two steps apart is one spike; a gap of an hour ends one.
  init?(
    _ values: [Double], mean: Double, deviation: Double, start: Timestamp, step: Duration,
    zone: TimeZoneRules
  ) {
    guard deviation > 0 else { return nil }
    let threshold = mean + 2 * deviation
    let runs = Self.runs(values, above: threshold, step: step)
    guard !runs.isEmpty else { return nil }
    var clock = LocalClock(zone)
    let series = RegularSeries(start: start, step: step, values: [])
    var spikes: [Spike] = []
    var hours: [Int: Int] = [:]
    var days: [Int: Set<Int>] = [:]
    var places: [(day: Int, hour: Int)] = []
    for run in runs {
      let moment = series.timestamp(at: run.lowerBound)
      let time = clock.localTime(at: moment)
      hours[time.hour, default: 0] += 1
      days[time.hour, default: []].insert(time.date.dayNumber)
      places.append((time.date.dayNumber, time.hour))
      let known = values[run].filter { !$0.isNaN }
      let before = Self.hourBefore(run.lowerBound, values, step: step)
      let intoHour = Double(time.secondOfDay % 3600)
      let slack = max(30, step.inSeconds)
      spikes.append(
        Spike(
          start: moment, duration: step * run.count, peak: known.max() ?? threshold,
          size: (known.mean ?? threshold) - mean, levelBefore: before?.level,
          trendBefore: before?.slope, hour: time.hour,
          isOnTheHour: step.inSeconds < 1800 && min(intoHour, 3600 - intoHour) <= slack))
    }
    let dayCount = Double(values.count) * step.inSeconds / 86_400
    let typical = hours.max { ($0.value, -$0.key) < ($1.value, -$1.key) }
    let share = { (number: Int) in Double(number) / Double(spikes.count) }
    self.threshold = threshold
    count = spikes.count
    perDay = Double(spikes.count) / max(dayCount, step.inSeconds / 86_400)
    meanSize = spikes.map(\.size).mean ?? 0
    peak = spikes.map(\.peak).max() ?? threshold
    typicalDuration = spikes.map(\.duration).sorted()[spikes.count / 2]
    typicalHour = typical?.key ?? 0
    typicalHourShare = share(typical?.value ?? 0)
    onTheHourShare = share(spikes.filter(\.isOnTheHour).count)
    let trends = spikes.compactMap(\.trendBefore)
    let rises = trends.filter { $0 > 0.1 * mean.magnitude }.count
    afterRiseShare = trends.isEmpty ? nil : Double(rises) / Double(trends.count)
    let others = max(1, dayCount.rounded() - 1)
    let agreeing = places.map { place in
      min(1, Double((days[place.hour]?.count ?? 1) - 1) / others)
    }
    reliability = dayCount < 1.5 ? 0 : agreeing.mean ?? 0
    self.spikes = spikes.suffix(Self.listed)
  }

  /// The stretches above `threshold`.
  private static func runs(
    _ values: [Double], above threshold: Double, step: Duration
  ) -> [Range<Int>] {
    let bridged = max(2, Int(min(3600 / step.inSeconds, 1e6)))
    var runs: [Range<Int>] = []
    var isBroken = true
    for (index, value) in values.enumerated() {
      if value > threshold {
        if let last = runs.last, index - last.upperBound <= (isBroken ? 2 : bridged) {
          runs[runs.count - 1] = last.lowerBound..<index + 1
        } else {
          runs.append(index..<index + 1)
        }
        isBroken = false
      } else if !value.isNaN {
        isBroken = true
      }
    }
    return runs
  }

  /// The mean and the slope per hour of the hour before `index`; nil where fewer than half of it, or three values, are
  /// known.
  private static func hourBefore(
    _ index: Int, _ values: [Double], step: Duration
  ) -> (level: Double, slope: Double)? {
    let width = Int(min(3600 / step.inSeconds, 1e6))
    guard width >= 3, index >= width else { return nil }
    let window = values[index - width..<index]
    var count = 0.0
    var sumX = 0.0
    var sumY = 0.0
    for (x, y) in window.enumerated() where !y.isNaN {
      count += 1
      sumX += Double(x)
      sumY += y
    }
    guard count >= 3, count * 2 >= Double(width) else { return nil }
    let (meanX, meanY) = (sumX / count, sumY / count)
    var covariance = 0.0
    var variance = 0.0
    for (x, y) in window.enumerated() where !y.isNaN {
      covariance += (Double(x) - meanX) * (y - meanY)
      variance += (Double(x) - meanX) * (Double(x) - meanX)
    }
    return (meanY, covariance / variance * Double(width))
  }
}
