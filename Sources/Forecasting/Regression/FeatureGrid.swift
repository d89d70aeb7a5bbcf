import TimeSeries

/// Which features there are on a grid of one step: the lengths of windows in steps, and how many floats a row has.
struct FeatureGrid: Hashable, Sendable {
  let stepMilliseconds: Int64

  /// The number of exponential means.
  let meanCount: Int
  /// The mean with a half-life of about 20 minutes.
  let surroundings: Int
  /// A day, in steps.
  let daySteps: Int64
  /// The days back that are looked at: 7, or none on a grid that is too coarse.
  let dayCount: Int
  /// The days back that are features of their own.
  let lagDays: [Int]
  /// Half of the window round a time of an earlier day.
  let slackSteps: Int64
  /// The window in which the level of an earlier day is taken, half an hour.
  let levelSteps: Int64
  let bucketSteps: Int
  let bucketCount: Int
  let hourSteps: Int64
  let hourAgoSteps: Int64
  let hasHourAgo: Bool
  let hasHarmonics: Bool
  let hasWeekend: Bool
  let hasProfile: Bool

  /// The harmonics of a day.
  static let harmonicCount = 3

  private static let day: Int64 = 86_400_000

  /// The features on a grid of `step`.
  init(step: Duration) {
    let step = max(1, step.milliseconds)
    stepMilliseconds = step
    func steps(_ seconds: Int64) -> Int64 { max(1, seconds * 1000 / step) }
    let perDay = max(1, (Self.day + step / 2) / step)
    daySteps = perDay
    // Half-lives of 1, 2, 4 ... steps, up to a day.
    var count = 1
    while count < 14, Int64(1) << count <= perDay { count += 1 }
    meanCount = count
    var near = 0
    while near + 1 < count, Int64(1) << (near + 1) <= steps(1200) { near += 1 }
    surroundings = near
    // A day of fewer than four steps has no course.
    dayCount = perDay >= 4 ? 7 : 0
    lagDays = perDay >= 4 ? [1, 2, 3, 7] : []
    slackSteps = step >= 900_000 ? 0 : 450_000 / step
    levelSteps = steps(1800)
    bucketSteps = Int((300_000 + step - 1) / step)
    // A week, the farthest target of an earlier day, and the windows round them.
    bucketCount = dayCount > 0 ? Int(perDay * 8 / Int64(bucketSteps)) + 8 : 1
    hourSteps = steps(3600)
    hourAgoSteps = steps(600)
    hasHourAgo = step < 3_600_000
    hasHarmonics = perDay >= 4
    hasWeekend = step <= Self.day
    hasProfile = HourProfile(stepMilliseconds: step).exists
  }

  /// The number of features that all targets share.
  var sharedCount: Int { meanCount + 3 + (hasHourAgo ? 1 : 0) }

  /// Where among the features of `target` alone the hour's profile stands, nil where there is none.
  func profilePlace(of target: ForecastTarget) -> Int? {
    guard hasProfile else { return nil }
    if case .maximum = target { return 2 * lagDays.count + 4 }
    return 2 * lagDays.count + 2
  }

  /// The number of features of `target` alone.
  func count(of target: ForecastTarget) -> Int {
    var count = 2 * lagDays.count + 2 + (hasProfile ? 1 : 0)
    if case .maximum = target { count += 2 }
    if hasHarmonics { count += 2 * Self.harmonicCount }
    return count + (hasWeekend ? 1 : 0)
  }
}
