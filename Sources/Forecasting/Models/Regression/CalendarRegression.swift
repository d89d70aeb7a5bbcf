import TimeSeries

/// Load by hour of day, day of week and trend: a linear regression on 24 hours, 7 days and time.
///
/// The hour's part goes linearly from the middle of one hour to that of the next. Hours and days are those of UTC. All of it is learnt in
/// `refit`; before the first the model abstains.
public struct CalendarRegression: PathForecaster {
  /// The name under which the model is chosen and reported.
  public let name: String

  /// The number of newest steps that the model reads densely.
  public var lookback: Int { 1 }

  private let stepMilliseconds: Int64
  private var coefficients: [Double]?
  private var mean = 0.0
  private var origin: Int64 = 0

  private static let hour: Int64 = 3_600_000
  private static let day: Int64 = 86_400_000

  /// Intercept, trend, hours, days.
  private static let width = 2 + 24 + 7

  /// A regression on a grid of `step`.
  public init(step: Duration, name: String = "calendar_regression") {
    stepMilliseconds = max(1, step.milliseconds)
    self.name = name
  }

  /// Fits the regression on hourly means over eight weeks, at most 100,000 steps. The day of week counts from two weeks on. Changes nothing where
  /// an hour of the day has never been seen, and where a step is longer than an hour. O(history read).
  public mutating func refit(_ history: GridHistory) {
    guard stepMilliseconds <= Self.hour else { return }
    let reach = Int(min(100_000, 56 * Self.day / stepMilliseconds))
    let (values, firstIndex) = history.recent(reach)
    let hours = HourlyMeans(
      of: values, from: firstIndex, stepMilliseconds: stepMilliseconds)
    guard let mean = hours.mean, let last = hours.rows.last, let first = hours.rows.first
    else { return }
    let spansWeeks = last.hour - first.hour >= 14 * 24 - 1
    var problem = LeastSquares(width: Self.width)
    var features = [Double](repeating: 0, count: Self.width)
    var seen = [Bool](repeating: false, count: 24)
    features.withUnsafeMutableBufferPointer { features in
      for row in hours.rows {
        let middle = row.hour * Self.hour + Self.hour / 2
        for place in features.indices { features[place] = 0 }
        features[0] = 1
        features[1] = Self.days(from: last.hour * Self.hour, to: middle)
        let hourOfDay = Self.hourOfDay(middle)
        features[2 + hourOfDay] = 1
        seen[hourOfDay] = true
        if spansWeeks { features[26 + Self.dayOfWeek(middle)] = 1 }
        problem.add(UnsafeBufferPointer(features), row.mean - mean)
      }
    }
    guard seen.allSatisfy({ $0 }) else { return }
    // Hours and days add up to the intercept: a small ridge settles who has what, and gives nothing to a day that never was.
    let small = 1e-6 * Double(problem.count)
    guard let found = problem.coefficients(ridge: { $0 < 2 ? 1e-9 * small : small }) else { return }
    (coefficients, self.mean, origin) = (found, mean, last.hour * Self.hour)
  }

  /// Appends the regression's values; abstains before the first `refit` that has seen every hour of the day. O(steps).
  public func appendPath(
    steps: Int, after history: GridHistory, to output: inout [Double]
  ) -> Abstention? {
    guard let coefficients else {
      return .seasonUnknown(steps: Int(min(Self.day / stepMilliseconds, 86_400_000)))
    }
    let start = output.count
    coefficients.withUnsafeBufferPointer { coefficients in
      for ahead in 1...max(1, steps) {
        let moment = (history.index &+ Int64(ahead)) &* stepMilliseconds
        let half = moment &- Self.hour / 2
        let before = Self.hourOfDay(half)
        let share = Double(Self.rest(half, Self.hour)) / Double(Self.hour)
        let hours =
          (1 - share) * coefficients[2 + before] + share * coefficients[2 + (before + 1) % 24]
        let trend = coefficients[1] * Self.days(from: origin, to: moment)
        let weekday = coefficients[26 + Self.dayOfWeek(moment)]
        output.append(mean + coefficients[0] + trend + hours + weekday)
      }
    }
    for value in output[start...] where !value.isFinite {
      output.removeSubrange(start...)
      return .notFinite
    }
    return nil
  }

  private static func days(from origin: Int64, to moment: Int64) -> Double {
    Double(moment &- origin) / Double(day)
  }

  private static func rest(_ moment: Int64, _ length: Int64) -> Int64 {
    let rest = moment % length
    return rest < 0 ? rest + length : rest
  }

  private static func hourOfDay(_ moment: Int64) -> Int { Int(rest(moment, day) / hour) }

  /// 0 is the day of the week that 1970-01-01 was.
  private static func dayOfWeek(_ moment: Int64) -> Int { Int(rest(moment, 7 * day) / day) }
}

/// Means over whole hours of UTC.
private struct HourlyMeans {
  /// An hour, counted from the epoch, and the mean of its known values.
  struct Row {
    var hour: Int64
    var mean: Double
  }

  private(set) var rows: [Row] = []

  /// The means of `values`, the first of which is that of step `firstIndex`; an hour without a known value has no row.
  init(of values: ArraySlice<Double>, from firstIndex: Int64, stepMilliseconds: Int64) {
    var hour = Int64.min
    var sum = 0.0
    var count = 0.0
    for (offset, value) in values.enumerated() where !value.isNaN {
      let moment = (firstIndex &+ Int64(offset)) &* stepMilliseconds
      let own = (moment &- (moment < 0 ? 3_599_999 : 0)) / 3_600_000
      if own != hour {
        if count > 0 { rows.append(Row(hour: hour, mean: sum / count)) }
        (hour, sum, count) = (own, 0, 0)
      }
      sum += value
      count += 1
    }
    if count > 0 { rows.append(Row(hour: hour, mean: sum / count)) }
  }

  /// The mean of the means; nil without any, and where it is not finite.
  var mean: Double? {
    var mean = 0.0
    for (index, row) in rows.enumerated() { mean += (row.mean - mean) / Double(index + 1) }
    return rows.isEmpty || !mean.isFinite ? nil : mean
  }
}
