public import Calendar
import Glibc
import TimeSeries

/// Quantile regression of each target directly: of the difference between the load ahead and now on the newest steps, the same hours of earlier
/// days, and the calendar.
///
/// Linear quantile regression (Koenker and Bassett 1978) of the median and of the 0.9 quantile on the transformed load; the latter gives the scale of
/// errors. It learns in `refit`; before the first it abstains.
public struct DirectRegression: Forecaster {
  /// The name under which the model is chosen and reported.
  public let name: String

  /// The number of steps in the windows that are looked at densely.
  public let lookback = 1

  private let step: Duration
  private let wanted: [ForecastTarget]
  private let plan: RegressionTargets
  /// Whether each target is near enough to be answered.
  private let isReached: [Bool]
  private let grid: FeatureGrid
  private let calendar: EventCalendar
  private var transform: AsinhTransform?
  private var features: LoadFeatures
  private let companionCount: Int
  private var companions: [CompanionFeatures] = []
  private var fits: [TargetRegression?]
  private var known = 0
  /// The levels that were learnt from, on the transformed scale.
  private var levels = 0.0...0.0

  /// The history that is learnt from.
  static let span = Duration.seconds(14 * 86_400)

  /// The number of rows that are taken of it: more of late than of long ago, weights halving every 4 days.
  static let rowCount = 1400

  /// The farthest target that is answered.
  static let longestReach = Duration.seconds(4 * 3600)

  /// The step from which on the newest values tell less of the next than the season does.
  static let coarsestStep = Duration.seconds(3600)

  /// How far from the levels that were learnt from the newest value may lie, on the transformed scale; 0.7 is a factor of about 2.
  static let farthestLevel = 0.7

  private static let halfLifeDays = 4.0

  /// A model of `targets` on a grid of `step` that knows nothing yet, for a load that follows the clock, the holidays and the events of
  /// `calendar`.
  ///
  /// - Parameter companionCount: how many of the history's companions are looked at; the first ones.
  public init(
    step: Duration, targets: [ForecastTarget], calendar: EventCalendar = EventCalendar(),
    companionCount: Int = 0, name: String = "direct_regression"
  ) {
    self.name = name
    self.companionCount = companionCount
    self.step = step
    wanted = targets
    // What is too far ahead for the newest steps to tell of is left to models of the season.
    let reach =
      step < Self.coarsestStep
      ? Int(Self.longestReach.milliseconds / max(1, step.milliseconds)) : 0
    isReached = targets.map { $0.steps <= reach }
    plan = RegressionTargets(targets.filter { $0.steps <= reach }, step: step)
    grid = FeatureGrid(step: step)
    self.calendar = calendar
    features = LoadFeatures(
      grid, clock: LoadClock(calendar, stepMilliseconds: grid.stepMilliseconds))
    fits = Array(repeating: nil, count: plan.anchors.count)
  }

  /// Takes in the newest step. O(1).
  public mutating func observe(_ history: GridHistory) {
    guard let transform else { return }
    let effect = features.eventEffect(at: history.index)
    features.observe(transform.apply(history.value(age: 0)) - effect, index: history.index)
    for place in companions.indices {
      companions[place].observe(history.companions[place].value(age: 0))
    }
  }

  /// Learns anew from up to 14 days: O(steps) for the features, and a regression of up to 1,400 rows for each anchor and level.
  public mutating func refit(_ history: GridHistory) {
    guard !plan.anchors.isEmpty else { return }
    let limit = Int(min(Self.span.milliseconds / max(1, step.milliseconds), 200_000))
    var values: [Double] = []
    history.appendValues(fromAge: limit - 1, count: limit, to: &values)
    let gap = values.prefix { $0.isNaN }.count
    values.removeFirst(gap)
    known = values.count
    guard !values.isEmpty else { return }
    let transform = AsinhTransform(fitting: values)
    for index in values.indices { values[index] = transform.apply(values[index]) }
    self.transform = transform
    let first = history.index - Int64(values.count - 1)
    var clock = LoadClock(calendar, stepMilliseconds: grid.stepMilliseconds)
    clock.cover(learningFrom: values, first: first, grid: grid)
    if !clock.effects.isEmpty {
      for index in values.indices { values[index] -= clock.effect(at: first + Int64(index)) }
    }
    let beside = history.companions.prefix(companionCount).map { companion in
      var values: [Double] = []
      companion.appendValues(fromAge: known - 1, count: known, to: &values)
      return values
    }
    features = LoadFeatures(grid, clock: clock)
    learn(values, beside: beside, first: first)
  }

  /// Lives through transformed `values` without the effects of events, the first of which is step `first`, with the values of companions `beside` them, and fits every
  /// anchor.
  private mutating func learn(_ values: [Double], beside: [[Double]], first: Int64) {
    var (lowest, highest) = (Double.infinity, -Double.infinity)
    for value in values where value.isFinite {
      lowest = min(lowest, value)
      highest = max(highest, value)
    }
    levels = lowest...max(lowest, highest)
    let isRow = Self.rowPlaces(count: values.count, step: step)
    companions = beside.map {
      CompanionFeatures(fitting: $0, stepSeconds: step.inSeconds)
    }
    let sharedCount = grid.sharedCount + companions.count * CompanionFeatures.count
    let counts = plan.anchors.map { sharedCount + grid.count(of: $0) }
    var rows: [[Float]] = counts.map { _ in [] }
    var differences: [[Float]] = rows
    for anchor in rows.indices {
      rows[anchor].reserveCapacity(counts[anchor] * min(Self.rowCount, values.count))
    }
    var shared: [Float] = []
    for place in values.indices {
      features.observe(values[place], index: first + Int64(place))
      for other in companions.indices { companions[other].observe(beside[other][place]) }
      guard isRow[place], features.reference.isFinite, values[place].isFinite else { continue }
      shared.removeAll(keepingCapacity: true)
      appendShared(to: &shared)
      for (anchor, target) in plan.anchors.enumerated() {
        guard let truth = Self.truth(of: target, after: place, in: values) else { continue }
        rows[anchor].append(contentsOf: shared)
        features.append(target, to: &rows[anchor])
        differences[anchor].append(Float(truth - features.reference))
      }
    }
    for anchor in rows.indices {
      let target = plan.anchors[anchor]
      let apart = Double(values.count) / Double(target.steps)
      fits[anchor] = TargetRegression(
        target, rows: rows[anchor], featureCount: counts[anchor],
        unclipped: grid.profilePlace(of: target).map { sharedCount + $0 },
        differences: differences[anchor],
        independentRows: min(Double(differences[anchor].count), apart))
    }
  }

  /// Appends the median of each target, with the spread from there to the 0.9 quantile as its scale.
  public func predict(
    _ targets: [ForecastTarget], after history: GridHistory, into output: inout [PointForecast]
  ) -> Abstention? {
    guard !plan.anchors.isEmpty else { return .unknownTarget }
    guard let transform, targets == wanted, features.reference.isFinite else {
      return .historyTooShort(found: known, needed: Self.leastHistory)
    }
    // A load twice the largest that was learnt from, or half the least, is unknown ground.
    let nearest = min(max(features.reference, levels.lowerBound), levels.upperBound)
    guard abs(features.reference - nearest) <= Self.farthestLevel else { return .unlikeThePast }
    var row: [Float] = []
    appendShared(to: &row)
    let sharedCount = row.count
    var answers: [(difference: Double, spread: Double)] = []
    for fit in fits {
      guard let fit else {
        return .historyTooShort(found: known, needed: Self.leastHistory)
      }
      row.removeSubrange(sharedCount...)
      features.append(fit.target, to: &row)
      answers.append(fit.predict(row))
    }
    var places = plan.places.makeIterator()
    for (target, isReached) in zip(targets, isReached) {
      guard isReached, let place = places.next() else {
        output.append(PointForecast(.nan))
        continue
      }
      let (lower, upper) = (answers[place.lower], answers[place.upper])
      let difference = lower.difference + place.share * (upper.difference - lower.difference)
      let spread = lower.spread + place.share * (upper.spread - lower.spread)
      let middle = features.reference + difference + features.eventEffect(on: target)
      let value = transform.invert(middle)
      let scale = transform.invert(middle + spread) - value
      output.append(PointForecast(value, scale: scale.isFinite ? scale : .nan))
    }
    return nil
  }

  /// Whether an event begins or ends until the target, or its day is a holiday.
  public func isForewarned(of target: ForecastTarget) -> Bool {
    transform != nil && features.isForewarned(of: target)
  }

  /// Appends what all targets share.
  private func appendShared(to row: inout [Float]) {
    features.appendShared(to: &row)
    for companion in companions { companion.append(to: &row) }
  }

  /// 20 for the next minutes: on recorded loads nothing else came near. Falls to 1 four hours ahead.
  public func priorWeight(reach: Double) -> Double { 1 + 19 * max(0, 1 - 6 * reach) }

  /// The shape of the anchors' errors, interpolated between them.
  public func errorShape(ofTargetAt index: Int) -> ErrorShape? {
    guard isReached.indices.contains(index), isReached[index] else { return nil }
    let place = plan.places[isReached[..<index].count { $0 }]
    guard let lower = fits[place.lower]?.shape, let upper = fits[place.upper]?.shape else {
      return nil
    }
    return place.share == 0 ? lower : ErrorShape(lower, upper, share: place.share)
  }

  /// The number of steps below which there are too few rows for a fit.
  static let leastHistory = 256

  /// Which of `count` steps make a row: `rowCount` of them, thinning out with age so that density halves every 4 days. The golden ratio
  /// spreads them over the phases of every season.
  private static func rowPlaces(count: Int, step: Duration) -> [Bool] {
    var isRow = [Bool](repeating: count <= rowCount, count: count)
    guard count > rowCount else { return isRow }
    let halfLife = halfLifeDays * 86_400 / step.inSeconds
    // Density 2^(-age / halfLife), by the inverse of its integral.
    let total = 1 - exp2(-Double(count) / halfLife)
    var taken = 0
    for number in 0..<2 * rowCount where taken < rowCount {
      let share = (Double(number) * 0.618_033_988_749_894_9).truncatingRemainder(dividingBy: 1)
      let age = -halfLife * log2(1 - share * total)
      let place = count - 1 - min(count - 1, Int(age))
      if !isRow[place] {
        isRow[place] = true
        taken += 1
      }
    }
    return isRow
  }

  /// What came of `target` after the step at `place`; nil where it is unknown or lies beyond `values`.
  private static func truth(
    of target: ForecastTarget, after place: Int, in values: [Double]
  ) -> Double? {
    let end = place + target.steps
    guard end < values.count else { return nil }
    switch target {
    case .value:
      return values[end].isFinite ? values[end] : nil
    case .maximum:
      var largest = -Double.infinity
      var unknown = 0
      for index in place + 1...end {
        if values[index].isFinite { largest = max(largest, values[index]) } else { unknown += 1 }
      }
      return 10 * unknown <= target.steps && largest.isFinite ? largest : nil
    }
  }

  /// The bytes held.
  var byteCount: Int {
    features.byteCount + companions.reduce(0) { $0 + $1.byteCount }
      + fits.reduce(0) { $0 + ($1?.byteCount ?? 0) }
  }
}
