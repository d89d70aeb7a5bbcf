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
  private let maximumGap: Int
  private let denseCapacity: Int

  /// The model that answers alone, nil where the best is chosen; index into `models`.
  private let soleModel: Int?

  /// The newest forecasts, a row of targets for each model; NaN where the model abstained.
  private var current: [PointForecast] = []
  private var abstentions: [Abstention?]

  /// A forecaster of a series of which nothing is known up to and including `now`.
  ///
  /// - Parameters:
  ///   - step: the grid's step, at least a millisecond.
  ///   - now: the newest step, aligned to the grid.
  ///   - models: one model answers alone; of several the best by recent error at each target does. The last value is always there
  ///     as the yardstick.
  ///   - targets: what to forecast; at least one.
  ///   - options: how much experience is kept.
  public init(
    step: Duration, now: Timestamp, models: [any Forecaster], targets: [ForecastTarget],
    options: Options = Options()
  ) {
    precondition(step.milliseconds > 0, "the step of a series is at least a millisecond")
    self.targets = targets
    errorCapacity = max(1, options.errorCapacity)
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
    stride = options.stride(step: step, farthest: farthest)
    denseCapacity = max(
      64, farthest + 1, maximumGap + 1, all.map(\.lookback).max() ?? 1)
    let rate = 86_400_000 / Double(step.milliseconds)
    volatility = Volatility(stepsPerDay: rate, halfLife: 16)
    history = GridHistory(step: step, now: now.aligned(to: step))
    let stride = stride
    let capacity = errorCapacity
    tracks = targets.map {
      TargetTrack(target: $0, modelCount: all.count, stride: stride, capacity: capacity)
    }
    abstentions = Array(repeating: .nothingKnown, count: all.count)
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
  /// A step is the newest sample in the step's own time, a gap where there is none. Of a pause of
  /// more than 100,000 steps only the end is taken in. Costs one prediction of each model, and one more for each kept forecast among the steps.
  ///
  /// - Returns: false, and nothing changes, where no new step has begun; so too where the clock has gone back.
  @discardableResult
  public mutating func advance(to moment: Timestamp, archive: CompressedSeries) -> Bool {
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
    history.lend(archive)
    // Kept beyond this call, the loan would make the owner copy the archive when it adds a sample.
    defer { history.lend(nil) }
    for (offset, value) in values.enumerated() {
      history.append(value, capacity: denseCapacity)
      takeIn(predicts: offset == values.count - 1)
    }
    return true
  }

  /// Lets every model learn anew from the whole of `archive` and what was taken in since, and forecasts anew. Slow where a model learns
  /// much: call it on a copy off the hot path, let the copy `advance` to the present, and put it in the original's place.
  public mutating func refit(archive: CompressedSeries) {
    history.lend(archive)
    defer { history.lend(nil) }
    for model in models.indices { models[model].refit(history) }
    predict()
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
    let (model, point) = try published(at: index)
    let overlap = Double(stride) / Double(max(stride, track.target.steps))
    let samples = Double(track.errors.count) * overlap
    return Forecast(
      target: track.target, mean: point.value,
      errors: ErrorDistribution(sorted: track.errors.sorted), scale: point.scale, floor: floor,
      effectiveSamples: samples, confidence: track.confidence(effectiveSamples: samples),
      weights: [ModelWeight(model: models[model].name, weight: 1)])
  }

  /// How good the forecasts of `targets[index]` have been.
  public func accuracy(at index: Int) -> Accuracy { tracks[index].accuracy }

  /// The models that have no answer now, and why.
  public var abstaining: [(model: String, reason: Abstention)] {
    zip(models, abstentions).compactMap { model, reason in reason.map { (model.name, $0) } }
  }

  /// The least value that the target can have: 0 as long as none below has been seen.
  private var floor: Double { volatility.isNonNegative ? 0 : -.infinity }

  /// The model that answers for a target now, and its answer with a scale.
  private func published(at index: Int) throws(Abstention) -> (model: Int, point: PointForecast) {
    var model = soleModel ?? tracks[index].choice.chosen
    // The last value stands in for a chosen model that abstains, not for one that was asked for by name.
    if soleModel == nil, abstentions[model] != nil { model = 0 }
    if let abstention = abstentions[model] { throw abstention }
    var point = current[model * targets.count + index]
    if !(point.scale > 0) { point.scale = volatility.scale }
    return (model, point)
  }

  /// Learns from the newest step of `history`, which no call has seen yet.
  mutating func takeIn(predicts: Bool) {
    let index = history.index
    volatility.observe(history.value(age: 0))
    for model in models.indices { models[model].observe(history) }
    let scale = volatility.scale
    for track in tracks.indices { tracks[track].score(history, index: index, scale: scale) }
    let isKept = index % Int64(stride) == 0
    if predicts || isKept { predict() }
    guard isKept else { return }
    remember(at: index)
  }

  /// Keeps the newest forecasts until their truth is known.
  private mutating func remember(at index: Int64) {
    let targetCount = targets.count
    let floor = floor
    for track in tracks.indices {
      guard let (model, answer) = try? published(at: track) else { continue }
      var point = answer
      if !volatility.isSettled, !(current[model * targetCount + track].scale > 0) {
        point.scale = .nan
      }
      let row = current
      tracks[track].remember(
        point, floor: floor, members: { row[$0 * targetCount + track].value }, at: index)
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
        current.count != start + targets.count || !current[start...].allSatisfy(\.isFinite)
      {
        abstention = .notFinite
      }
      if abstention != nil {
        current.removeSubrange(start...)
        current.append(contentsOf: repeatElement(PointForecast(.nan), count: targets.count))
      } else if soleModel == nil, volatility.isNonNegative {
        for place in start..<current.count { current[place].value = max(0, current[place].value) }
      }
      abstentions[model] = abstention
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
