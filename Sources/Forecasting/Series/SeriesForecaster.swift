public import TimeSeries

/// Everything that forecasts one series: its models, the choice between them, and what their past errors teach about the
/// next.
///
/// At every step the models forecast each target. Some of these forecasts, one in `stride` steps, are kept until their truth is known and then
/// scored: their errors make the intervals, the choice of model, and the accuracy that is reported. The same steps count
/// whether they were lived through or replayed from history, so a restart forgets nothing that the history still holds, and equal input
/// gives equal output to the last bit.
public struct SeriesForecaster: Sendable {
  /// The levels whose coverage is measured.
  public static let coverageLevels = [0.5, 0.9, 0.95]

  /// What is forecast, in the order given at the start.
  public let targets: [ForecastTarget]

  /// The steps from one kept forecast to the next.
  public let stride: Int

  var models: [any Forecaster]
  var tracks: [TargetTrack]
  var history: GridHistory
  var volatility: Volatility
  let errorCapacity: Int

  /// The number of known values that were taken in, and how many there were at the last refit.
  var knownSteps = 0
  private var refitKnownSteps = 0
  /// The step of the last refit, nil before the first.
  private(set) var refitAt: Int64?
  private let refitSteps: Int64
  /// The steps that models learn from.
  let historySteps: Int
  private let learnsFromWhole: Bool

  /// The number of known values from which on models learn from the whole.
  static let leastKnownSteps = 128

  /// The least number of steps from one refit to the next.
  private static let leastRefitSteps = 64

  private let maximumGap: Int
  let denseCapacity: Int

  /// The model that answers alone, nil where the best is chosen; index into `models`.
  private let soleModel: Int?

  /// The newest forecasts, a row of targets for each model; NaN where the model abstained.
  private var current: [PointForecast] = []
  private var abstentions: [Abstention?]
  /// For each target the models that have an answer and know of something that is announced for it.
  private var forewarned: [[Int]]

  /// A forecaster of a series of which nothing is known up to and including `now`.
  ///
  /// - Parameters:
  ///   - step: the grid's step, at least a millisecond.
  ///   - now: the newest step, aligned to the grid.
  ///   - models: one model answers alone; of several the best by recent error at each target does. The last value is always there
  ///     as the yardstick.
  ///   - targets: what to forecast; at least one.
  ///   - companionCount: the number of other series that come along with this one and may tell of it.
  ///   - options: how much experience is kept.
  public init(
    step: Duration, now: Timestamp, models: [any Forecaster], targets: [ForecastTarget],
    companionCount: Int = 0, options: Options = Options()
  ) {
    precondition(step.milliseconds > 0, "the step of a series is at least a millisecond")
    self.targets = targets
    errorCapacity = max(1, options.errorCapacity)
    historySteps = Int(
      min(options.historySpan.milliseconds / step.milliseconds, Self.longestCatchUp))
    refitSteps = max(1, options.refitInterval.milliseconds / step.milliseconds)
    learnsFromWhole = true
    maximumGap = options.maximumGapSteps(step: step)
    var all = models
    if let yardstick = all.firstIndex(where: { $0 is LastValue }) {
      all.swapAt(0, yardstick)
    } else {
      all.insert(LastValue(lookback: maximumGap + 1), at: 0)
    }
    self.models = all
    soleModel = models.count > 1 ? nil : all.count - 1
    let farthest = targets.map(\.steps).max() ?? 1
    stride = options.stride(step: step, farthest: farthest, targetCount: targets.count)
    denseCapacity = max(
      64, farthest + 1, maximumGap + 1, all.map(\.lookback).max() ?? 1)
    let rate = 86_400_000 / Double(step.milliseconds)
    volatility = Volatility(stepsPerDay: rate, halfLife: 16)
    history = GridHistory(
      step: step, now: now.aligned(to: step), companionCount: companionCount)
    let stride = stride
    let capacity = errorCapacity
    let day = 86_400_000 / step.milliseconds
    tracks = targets.map { target in
      let reach = Double(target.steps) / Double(max(1, day))
      let weights = all.map { $0.priorWeight(reach: reach) }
      let sum = weights.reduce(0, +)
      return TargetTrack(
        target: target, reach: reach, prior: weights.map { $0 / sum }, stride: stride,
        capacity: capacity)
    }
    abstentions = Array(repeating: .nothingKnown, count: all.count)
    forewarned = Array(repeating: [], count: targets.count)
    predict()
  }

  /// The moment of the newest step.
  public var now: Timestamp { history.now }

  /// The memory that the forecaster takes beside the history it is lent, in bytes; what models hold inside is not
  /// counted.
  public var byteCount: Int {
    MemoryLayout<Self>.stride + history.byteCount
      + tracks.reduce(0) { $0 + $1.byteCount }
      + current.capacity * MemoryLayout<PointForecast>.stride
  }

  /// Takes in every grid step up to `moment`, the last one at or before it, from `archive`, and forecasts anew.
  ///
  /// Call it when the newest sample is in `archive`: a step that was taken in is not looked at again.
  /// A step is the newest sample in the step's own time, a gap where there is none. Of a pause of
  /// more than 100,000 steps only the end is taken in. Costs one prediction of each model, and one more for each kept forecast among the steps.
  ///
  /// - Parameter companions: the other series that may tell of this one, as many and in the order as at the start; of what is not there
  ///   nothing is known.
  /// - Returns: false, and nothing changes, where no new step has begun; so too where the clock has gone back.
  @discardableResult
  public mutating func advance(
    to moment: Timestamp, archive: CompressedSeries, companions: [CompressedSeries] = []
  ) -> Bool {
    let step = history.step
    let (elapsed, overflow) = moment.aligned(to: step).milliseconds.subtractingReportingOverflow(
      history.now.milliseconds)
    let count = elapsed / step.milliseconds
    guard !overflow, count > 0 else { return false }
    var steps = Int(count)
    if count > Self.longestCatchUp {
      steps = Int(Self.longestCatchUp)
      history.skip(steps: count - Self.longestCatchUp)
    }
    var values: [Double] = []
    archive.appendGrid(from: history.now + step, step: step, count: steps, to: &values)
    var beside = history.companions.map { _ in [Double]() }
    for place in beside.indices where place < companions.count {
      companions[place].appendGrid(
        from: history.now + step, step: step, count: steps, to: &beside[place])
    }
    history.lend(archive, companions: companions)
    // Kept beyond this call, the loan would make the owner copy the archive when it adds a sample.
    defer { history.lend(nil) }
    for (offset, value) in values.enumerated() {
      history.append(value, capacity: denseCapacity)
      for place in beside.indices {
        let value = offset < beside[place].count ? beside[place][offset] : .nan
        history.appendCompanion(value, at: place)
      }
      takeIn(predicts: offset == values.count - 1)
    }
    return true
  }

  /// Whether the models should learn anew: `Options.refitInterval` after they last did, and from 64 steps after it on where a quarter more
  /// values are known than then, or where the load is unlike all that a model has learnt from. Never before 128 values are known.
  public var isRefitDue: Bool {
    guard learnsFromWhole, knownSteps >= Self.leastKnownSteps else { return false }
    guard let refitAt else { return true }
    let passed = history.index - refitAt
    return passed >= refitSteps
      || (passed >= Self.leastRefitSteps
        && (4 * (knownSteps - refitKnownSteps) >= refitKnownSteps
          || abstentions.contains { $0 == .unlikeThePast }))
  }

  /// Lets every model learn anew from the whole of `archive` and what was taken in since, and forecasts anew. Slow where a model learns
  /// much: call it on a copy off the hot path, let the copy `advance` to the present, and put it in the original's place.
  public mutating func refit(archive: CompressedSeries, companions: [CompressedSeries] = []) {
    history.lend(archive, companions: companions)
    defer { history.lend(nil) }
    refit()
    predict()
  }

  /// Lets every model learn anew from the history.
  mutating func refit() {
    // Decoded once for all models.
    let whole = history.dense(historySteps)
    for model in models.indices { models[model].refit(whole) }
    refitAt = history.index
    refitKnownSteps = knownSteps
  }

  /// The forecast of `target`, one of `targets`, as of `now`.
  ///
  /// - Throws: why there is none: nothing is known, the newest gap is too long, or the sole model abstains. Of several models the last
  ///   value answers where the chosen one abstains.
  public func forecast(_ target: ForecastTarget) throws(Abstention) -> Forecast {
    guard let index = targets.firstIndex(of: target) else { throw .unknownTarget }
    return try forecast(at: index)
  }

  /// The forecast of `targets[index]`, as of `now`. As `forecast(_:)`, without the search.
  public func forecast(at index: Int) throws(Abstention) -> Forecast {
    guard tracks.indices.contains(index) else { throw .unknownTarget }
    let track = tracks[index]
    let (point, weights) = try published(at: index)
    let (errors, scale) = track.distribution(
      of: point, shape: shape(of: index, weights), volatility: volatility.scale)
    let overlap = Double(stride) / Double(max(stride, track.target.steps))
    let samples = Double(errors.count) * overlap
    return Forecast(
      target: track.target, mean: point.value, errors: errors, control: track.control, scale: scale,
      floor: floor, effectiveSamples: samples,
      confidence: track.confidence(effectiveSamples: samples),
      weights: weights.enumerated().compactMap { model, weight in
        weight > 0 ? ModelWeight(model: models[model].name, weight: weight) : nil
      }.sorted { ($1.weight, $0.model) < ($0.weight, $1.model) })
  }

  /// How good the forecasts of `targets[index]` have been.
  public func accuracy(at index: Int) -> Accuracy { tracks[index].accuracy }

  /// The models that have no answer now, and why.
  public var abstaining: [(model: String, reason: Abstention)] {
    zip(models, abstentions).compactMap { model, reason in reason.map { (model.name, $0) } }
  }

  /// The least value that the target can have: 0 as long as none below has been seen.
  private var floor: Double { volatility.isNonNegative ? 0 : -.infinity }

  /// What is forecast of a target now, its scale NaN where no model has one of its own, and the weights of the models.
  private func published(at index: Int) throws(Abstention) -> (
    point: PointForecast, weights: [Double]
  ) {
    if let soleModel {
      if let abstention = abstentions[soleModel] { throw abstention }
      var weights = [Double](repeating: 0, count: models.count)
      weights[soleModel] = 1
      guard current[soleModel * targets.count + index].value.isFinite else { throw .unknownTarget }
      return (current[soleModel * targets.count + index], weights)
    }
    var weights = self.weights(at: index, among: forewarned[index])
    if !weights.contains(where: { $0 > 0 }) { weights = self.weights(at: index, among: []) }
    var point = PointForecast(0, scale: 0)
    var scaled = 0.0
    for (model, weight) in weights.enumerated() where weight > 0 {
      let answer = current[model * targets.count + index]
      point.value += weight * answer.value
      guard answer.scale > 0 else { continue }
      point.scale += weight * answer.scale
      scaled += weight
    }
    // The yardstick abstains only where nothing is known.
    guard weights.contains(where: { $0 > 0 }) else { throw abstentions[0] ?? .nothingKnown }
    // A scale that few of the forecast's makers stand for says little of it.
    point.scale = scaled >= 0.2 ? point.scale / scaled : .nan
    return (point, weights)
  }

  /// The weights of the models at `targets[index]`: of those among `few`, or of all where that is empty. All 0 where none counts.
  private func weights(at index: Int, among few: [Int]) -> [Double] {
    tracks[index].weights.weights {
      if current[$0 * targets.count + index].value.isFinite {
        return few.isEmpty || few.contains($0) ? .counts : .isSilent
      }
      return few.isEmpty && abstentions[$0] == .unlikeThePast ? .passesOn : .isSilent
    }
  }

  /// Forgets all errors, but not how models have done.
  mutating func forgetErrors() {
    for track in tracks.indices { tracks[track].forgetErrors() }
  }

  /// Takes the newest step of `history` into the volatility alone.
  mutating func observeVolatility() { volatility.observe(history.value(age: 0)) }

  /// How errors were spread as the weightiest model with a scale of its own learnt, where it makes most of the forecast.
  private func shape(of target: Int, _ weights: [Double]) -> ErrorShape? {
    for (model, weight) in weights.enumerated() where weight > 0.5 {
      return models[model].errorShape(ofTargetAt: target)
    }
    return nil
  }

  /// Learns from the newest step of `history`, which no call has seen yet.
  mutating func takeIn(predicts: Bool) {
    let index = history.index
    let value = history.value(age: 0)
    volatility.observe(value)
    if value.isFinite { knownSteps += 1 }
    for model in models.indices { models[model].observe(history) }
    let scale = volatility.scale
    for track in tracks.indices { tracks[track].score(history, index: index, volatility: scale) }
    let isKept = index % Int64(stride) == 0
    if predicts || isKept { predict() }
    guard isKept else { return }
    remember(at: index)
  }

  /// Keeps the newest forecasts until their truth is known.
  private mutating func remember(at index: Int64) {
    let targetCount = targets.count
    let floor = floor
    let scale = volatility.isSettled ? volatility.scale : .nan
    for track in tracks.indices {
      guard let (point, weights) = try? published(at: track) else { continue }
      let shape = shape(of: track, weights)
      let row = current
      tracks[track].remember(
        point, shape: shape, volatility: scale, floor: floor,
        members: { row[$0 * targetCount + track].value },
        at: index)
    }
  }

  /// Asks every model for every target.
  mutating func predict() {
    current.removeAll(keepingCapacity: true)
    let unknown = unknownNow
    for model in models.indices {
      let start = current.count
      var abstention = unknown
      if abstention == nil {
        abstention = models[model].predict(targets, after: history, into: &current)
      }
      if abstention == nil,
        current.count != start + targets.count || current[start...].contains(where: \.isBroken)
          || current[start...].allSatisfy(\.value.isNaN)
      {
        abstention = .notFinite
      }
      if abstention != nil {
        current.removeSubrange(start...)
        current.append(contentsOf: repeatElement(PointForecast(.nan), count: targets.count))
      } else if soleModel == nil {
        bound(start..<current.count)
      }
      abstentions[model] = abstention
    }
    for (index, target) in targets.enumerated() {
      forewarned[index].removeAll(keepingCapacity: true)
      for model in models.indices
      where abstentions[model] == nil && models[model].isForewarned(of: target)
        && current[model * targets.count + index].value.isFinite
      {
        forewarned[index].append(model)
      }
    }
  }

  /// Brings the answers of one model, a row of targets, back to what can be believed.
  private mutating func bound(_ row: Range<Int>) {
    let floor = floor
    for (target, place) in row.enumerated() where current[place].value.isFinite {
      // The last value comes first.
      let last = current[target].value
      let change = tracks[target].largestBelievedChange
      var value = current[place].value
      if last.isFinite { value = min(max(value, last - change), last + change) }
      current[place].value = max(floor, value)
    }
  }

  /// Why no model can know anything now, nil where one may.
  private var unknownNow: Abstention? {
    if history.knownAge(within: maximumGap + 1) != nil { return nil }
    guard let age = history.knownAge(within: history.denseCount) else {
      let known = volatility.hasSeenValue
      return known ? .gapTooLong(steps: history.denseCount, allowed: maximumGap) : .nothingKnown
    }
    return .gapTooLong(steps: age, allowed: maximumGap)
  }
}
