import Glibc

/// What the newest steps, the same hours of earlier days and the calendar tell of the load ahead, relative to the newest value.
///
/// All of it is learnt step by step, with a bounded memory, so that a row for training and one for a forecast come from the same code. Values
/// are on the transformed scale (`AsinhTransform`), NaN is a gap: means and ring stay as they were.
struct LoadFeatures: Sendable {
  /// The newest known value; what is forecast is the difference from it. NaN before the first.
  private(set) var reference = Double.nan

  private let grid: FeatureGrid
  /// Exponential means, their half-lives doubling from one step on.
  private var means: [Double]
  private let meanFactors: [Double]
  /// The mean that stands for the surroundings of a moment: that with a half-life of about 20 minutes.
  private let surroundings: Int
  private var previous = (Double.nan, Double.nan, Double.nan)
  private var ring: BucketRing
  private var profile: HourProfile
  private var clock: LoadClock
  private var oddness: OddnessJudge
  private var index = Int64.min

  /// Features of a series that is not known yet, on the clock of `clock`.
  init(_ grid: FeatureGrid, clock: LoadClock) {
    self.grid = grid
    self.clock = clock
    oddness = OddnessJudge(perDay: Int(grid.daySteps) / grid.bucketSteps)
    means = Array(repeating: .nan, count: grid.meanCount)
    meanFactors = (0..<grid.meanCount).map { 1 - exp2(-1 / Double(1 << $0)) }
    surroundings = grid.surroundings
    ring = BucketRing(bucketSteps: grid.bucketSteps, capacity: grid.bucketCount)
    profile = HourProfile(stepMilliseconds: grid.stepMilliseconds)
  }

  /// What events will have added to `target`, on the transformed scale.
  func eventEffect(on target: ForecastTarget) -> Double {
    let end = index + Int64(target.steps)
    switch target {
    case .value: return clock.effect(at: end)
    case .maximum: return clock.largestEffect(from: index + 1, through: end)
    }
  }

  /// Whether an event begins or ends until `target`, or its day is a holiday on which people would work.
  func isForewarned(of target: ForecastTarget) -> Bool {
    clock.hasAnnouncements
      && (eventEffect(on: target) != clock.effect(at: index)
        || clock.isHoliday(at: index + Int64(target.steps)))
  }

  /// What events add at step `index`, to be taken from its value before that is observed.
  mutating func eventEffect(at index: Int64) -> Double {
    clock.cover(index)
    return clock.effect(at: index)
  }

  /// Takes in the transformed value of step `index`, NaN where it is unknown. Indices ascend. O(half-lives).
  mutating func observe(_ value: Double, index: Int64) {
    self.index = index
    clock.cover(index)
    // What an event does that is new is no guide to the days after it.
    let closed = ring.observe(clock.hasStrangeEvent(at: index) ? .nan : value, index: index)
    if let closed, grid.dayCount > 0, oddness.isOdd(departure(through: closed)) {
      ring.forget(closed)
    }
    guard value.isFinite else { return }
    previous = (reference, previous.0, previous.1)
    if reference.isNaN {
      for place in means.indices { means[place] = value }
    } else {
      for place in means.indices { means[place] += meanFactors[place] * (value - means[place]) }
    }
    reference = value
    if profile.exists { profile.observe(value - means[surroundings], index: index) }
  }

  /// How far the bucket that ends with step `last` is off its time on earlier days of its kind; NaN where fewer than three are known.
  private func departure(through last: Int64) -> Double {
    var levels = DayMean()
    let isDayOff = clock.isDayOff(at: last)
    for day in 1..<grid.dayCount + 1 {
      let then = last - clock.lag(days: day, daySteps: grid.daySteps, at: last)
      let level = ring.mean(from: then - Int64(grid.bucketSteps) + 1, through: then)
      if level.isFinite {
        levels.add(level, isAlike: clock.isDayOff(at: then) == isDayOff)
      }
    }
    guard levels.count >= 3 else { return .nan }
    return ring.mean(from: last - Int64(grid.bucketSteps) + 1, through: last) - levels.value
  }

  /// Appends the features that do not depend on the target: `grid.sharedCount` of them.
  func appendShared(to row: inout [Float]) {
    for mean in means { row.append(Float(mean - reference)) }
    row.append(Float(previous.0 - reference))
    row.append(Float(previous.1 - reference))
    row.append(Float(previous.2 - reference))
    if grid.hasHourAgo {
      let end = index - grid.hourSteps
      row.append(Float(ring.mean(from: end - grid.hourAgoSteps + 1, through: end) - reference))
    }
  }

  /// Appends the features of `target`: `count(of:)` of them.
  func append(_ target: ForecastTarget, to row: inout [Float]) {
    let steps = Int64(target.steps)
    let end = index + steps
    var first = end
    if case .maximum = target { first = index + 1 }
    var growths = DayMean()
    var levels = DayMean()
    let isDayOff = clock.isDayOff(at: end)
    for day in 1..<grid.dayCount + 1 {
      let lag = clock.lag(days: day, daySteps: grid.daySteps, at: end)
      // Of a time of day that has not come yet nothing is known.
      let last = min(end - lag + grid.slackSteps, index)
      let then = ring.mean(from: first - lag - grid.slackSteps, through: last)
      let level = level(before: day)
      let growth = then - level
      if growth.isFinite {
        let isAlike = clock.isDayOff(at: end - lag) == isDayOff
        growths.add(growth, isAlike: isAlike)
        levels.add(then, isAlike: isAlike)
      }
      if grid.lagDays.contains(day) {
        row.append(Float(growth))
        row.append(Float(then - reference))
      }
    }
    row.append(Float(growths.value))
    row.append(Float(levels.value - reference))
    if case .maximum = target { appendMaxima(from: first, through: end, to: &row) }
    if profile.exists {
      row.append(
        first == end ? profile.excess(at: end) : profile.largest(from: first, through: end))
    }
    appendCalendar(at: end, to: &row)
  }

  /// The largest values at the same time of earlier days, above the level then: their mean and the largest.
  private func appendMaxima(from first: Int64, through end: Int64, to row: inout [Float]) {
    var excesses = DayMean()
    var largest = Double.nan
    let isDayOff = clock.isDayOff(at: end)
    for day in 1..<grid.dayCount + 1 {
      let lag = clock.lag(days: day, daySteps: grid.daySteps, at: end)
      let excess =
        ring.maximum(from: first - lag, through: min(end - lag, index)) - level(before: day)
      guard excess.isFinite else { continue }
      excesses.add(excess, isAlike: clock.isDayOff(at: end - lag) == isDayOff)
      if largest.isNaN || excess > largest { largest = excess }
    }
    row.append(Float(excesses.value))
    row.append(Float(largest))
  }

  /// The level at this time of day, `days` days ago.
  private func level(before days: Int) -> Double {
    let then = index - clock.lag(days: days, daySteps: grid.daySteps, at: index)
    return ring.mean(from: then - grid.levelSteps + 1, through: then)
  }

  private func appendCalendar(at end: Int64, to row: inout [Float]) {
    if grid.hasHarmonics {
      let day: Int64 = 86_400_000
      let moment = clock.localMilliseconds(at: end)
      let time = moment - BucketRing.floorDivide(moment, day) * day
      let angle = 2 * Double.pi * Double(time) / Double(day)
      let (s, c) = (sin(angle), cos(angle))
      var (sine, cosine) = (s, c)
      for _ in 0..<FeatureGrid.harmonicCount {
        row.append(Float(sine))
        row.append(Float(cosine))
        (sine, cosine) = (sine * c + cosine * s, cosine * c - sine * s)
      }
    }
    if grid.hasWeekend { row.append(clock.isDayOff(at: end) ? 1 : 0) }
  }

  /// The bytes held.
  var byteCount: Int {
    MemoryLayout<Self>.stride + ring.byteCount + profile.byteCount + clock.byteCount
      + 2 * means.capacity * MemoryLayout<Double>.stride
  }
}
