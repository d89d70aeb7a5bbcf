/// What is known of one target: forecasts whose truth is still to come, the errors of those whose truth has come, and which
/// models to trust.
struct TargetTrack: Sendable {
  let target: ForecastTarget

  /// The errors in units of the models' own scale, and in units of the series's volatility.
  private(set) var errors: (own: ErrorWindow, volatility: ErrorWindow)
  private(set) var weights: ModelWeights
  private(set) var control: CoverageControl
  private(set) var scored = 0
  private var absoluteError: ExponentialMean
  private var referenceError: ExponentialMean
  private var truthLevel: ExponentialMean
  /// The largest change of late from a forecast's origin to its truth, fading.
  private var largestChange = 0.0
  private var coverage: [ExponentialMean]
  private var losses: [ExponentialMean]

  /// Forecasts whose truth is to come, a ring of rows: published value, own scale, volatility, quantiles, then each model's value.
  private var rows: [Double]
  private var dueAt: [Int64]
  private var head = 0
  private var pending = 0
  private let rowLength: Int
  private let modelCount: Int

  private static let quantilePlace = 3

  /// The changes that must have been seen before any are thought too large.
  private static let leastChanges = 32

  /// How much larger than any of late a change may be that a model expects.
  private static let boldest = 2.0

  /// What is left of the largest change when the next is known: half after 512.
  private static let fading = 0.998647  // 2^(-1/512)

  /// The share of kept forecasts that do not overlap in time.
  private let overlap: Double

  /// The number of errors that do not overlap which what was known before weighs as much as.
  private static let priorCount = 60.0

  /// The number of errors in units of the models' own scale from which on those count.
  private static let leastOwnErrors = 40

  /// A track that has seen nothing, for models that begin with the weights `prior` and of which the first is the last value, with a forecast
  /// kept every `stride` steps. `reach` is how far ahead the target lies, in days.
  init(
    target: ForecastTarget, reach: Double, prior: [Double], stride: Int, capacity: Int
  ) {
    self.target = target
    modelCount = prior.count
    errors = (ErrorWindow(capacity: capacity), ErrorWindow(capacity: capacity))
    // Far targets overlap: they need more forecasts for as much experience, and get a longer memory.
    overlap = Double(stride) / Double(max(stride, target.steps))
    weights = ModelWeights(prior: prior, overlap: overlap, reach: reach)
    control = CoverageControl(overlap: overlap)
    absoluteError = ExponentialMean(halfLife: 128)
    referenceError = absoluteError
    truthLevel = absoluteError
    let levels = CoverageControl.levels
    coverage = Array(repeating: ExponentialMean(halfLife: 256), count: levels.count)
    losses = coverage
    rowLength = Self.quantilePlace + levels.count + modelCount
    let rowCount = target.steps / stride + 1
    rows = Array(repeating: .nan, count: rowCount * rowLength)
    dueAt = Array(repeating: 0, count: rowCount)
  }

  /// The scale of `point` and the errors in its unit, where its own scale is known well enough, else those of the volatility.
  ///
  /// - Parameter shape: how errors were spread as the model with the own scale learnt.
  func distribution(of point: PointForecast, shape: ErrorShape?, volatility: Double) -> (
    errors: ErrorDistribution, scale: Double
  ) {
    if point.scale > 0, errors.own.count >= Self.leastOwnErrors {
      let count = Double(errors.own.count) * overlap
      let weight = Self.priorCount / (Self.priorCount + count)
      return (
        ErrorDistribution(sorted: errors.own.sorted, prior: shape.map { ($0, weight) }), point.scale
      )
    }
    return (ErrorDistribution(sorted: errors.volatility.sorted), volatility)
  }

  /// The largest change from now that a model is believed; infinite where too few have been seen.
  ///
  /// After a level shift, models of the season expect a return that nothing speaks for, until their errors have told. A change
  /// twice as large as any of late is not believed at once.
  var largestBelievedChange: Double {
    scored < Self.leastChanges ? .infinity : Self.boldest * largestChange
  }

  /// Keeps the forecasts made at step `index` until their truth is known: the published one (its scale NaN where no model has one), the
  /// volatility (NaN where it is not known yet), and each model's value (NaN where it abstained).
  mutating func remember(
    _ published: PointForecast, shape: ErrorShape?, volatility: Double, floor: Double,
    members: (_ model: Int) -> Double, at index: Int64
  ) {
    // The ring holds every forecast whose truth is to come; were it full, the oldest would be overdue.
    if pending == dueAt.count { drop() }
    let place = (head + pending) % dueAt.count
    dueAt[place] = index + Int64(target.steps)
    let row = place * rowLength
    rows[row] = published.value
    rows[row + 1] = published.scale
    rows[row + 2] = volatility
    let (distribution, scale) = distribution(of: published, shape: shape, volatility: volatility)
    for (offset, level) in CoverageControl.levels.enumerated() {
      rows[row + Self.quantilePlace + offset] =
        distribution.quantile(control.corrected(level)).map {
          max(floor, published.value + scale * $0)
        } ?? .nan
    }
    let first = row + rowLength - modelCount
    for model in 0..<modelCount { rows[first + model] = members(model) }
    pending += 1
  }

  /// Scores the forecast that is due at the newest step of `history`, if there is one.
  ///
  /// - Parameter volatility: that of now, for a forecast that was made before there was one.
  mutating func score(_ history: GridHistory, index: Int64, volatility: Double) {
    while pending > 0, dueAt[head] <= index {
      if dueAt[head] == index, let truth = target.truth(in: history) {
        score(row: head * rowLength, truth: truth, volatility: volatility)
      }
      drop()
    }
  }

  /// Forgets all errors, but not how models have done.
  mutating func forgetErrors() {
    errors = (
      ErrorWindow(capacity: errors.own.capacity), ErrorWindow(capacity: errors.own.capacity)
    )
  }

  private mutating func drop() {
    head = (head + 1) % dueAt.count
    pending -= 1
  }

  private mutating func score(row: Int, truth: Double, volatility: Double) {
    let first = row + rowLength - modelCount
    let error = truth - rows[row]
    guard error.isFinite else { return }
    let reference = abs(truth - rows[first])
    referenceError.add(reference)
    if reference.isFinite { largestChange = max(reference, Self.fading * largestChange) }
    weights.observe(
      rows[first..<first + modelCount], published: rows[row], truth: truth,
      size: referenceError.value ?? 0)
    if rows[row + 1] > 0 { errors.own.append(Float(error / rows[row + 1])) }
    errors.volatility.append(Float(error / (rows[row + 2].isNaN ? volatility : rows[row + 2])))
    absoluteError.add(abs(error))
    truthLevel.add(abs(truth))
    for offset in coverage.indices {
      let quantile = rows[row + Self.quantilePlace + offset]
      guard !quantile.isNaN else { continue }
      coverage[offset].add(truth <= quantile ? 1 : 0)
      let level = CoverageControl.levels[offset]
      losses[offset].add((truth > quantile ? level : level - 1) * (truth - quantile))
      control.observe(truth <= quantile, at: offset)
    }
    scored += 1
  }

  var accuracy: Accuracy {
    let reference = referenceError.value.flatMap { $0 > 0 ? $0 : nil }
    func place(_ level: Double) -> Int? { CoverageControl.levels.firstIndex(of: level) }
    return Accuracy(
      scored: scored, meanAbsoluteError: absoluteError.value,
      scaledError: reference.flatMap { reference in absoluteError.value.map { $0 / reference } },
      coverage: SeriesForecaster.coverageLevels.map { level in
        place(level).flatMap { coverage[$0].value }
      },
      quantileLosses: SeriesForecaster.coverageLevels.map { level in
        guard let reference, let loss = place(level).flatMap({ losses[$0].value }) else {
          return nil
        }
        return 2 * loss / reference
      })
  }

  /// How far to believe a forecast, from 0 to 1: experience × accuracy × skill.
  ///
  /// Experience is n / (n + 10) for n = `effectiveSamples`, errors that do not overlap in time. Accuracy is level / (level + error), the mean
  /// size of the load over itself plus the mean absolute error. Skill is 1 - r / 5, where r is the mean absolute error over the last value's,
  /// and 0.8 / r from r = 1 on. So it falls with the error, all else equal, and what is no better than the last value stays below 0.8.
  func confidence(effectiveSamples: Double) -> Double {
    guard let error = absoluteError.value, let level = truthLevel.value else { return 0 }
    let experience = effectiveSamples / (effectiveSamples + 10)
    guard error > 0 else { return experience }
    let reference = referenceError.value ?? 0
    let ratio = reference > 0 ? error / reference : .infinity
    let skill = ratio < 1 ? 1 - 0.2 * ratio : 0.8 / ratio
    return experience * (level / (level + error)) * skill
  }

  var byteCount: Int {
    errors.own.byteCount + errors.volatility.byteCount
      + rows.capacity * MemoryLayout<Double>.stride
      + dueAt.capacity * MemoryLayout<Int64>.stride + MemoryLayout<Self>.stride
  }
}

extension ForecastTarget {
  /// What came true of a forecast made `steps` steps before the newest step of `history`; nil where that is unknown. A
  /// maximum is known where at most a tenth of its steps are not.
  func truth(in history: GridHistory) -> Double? {
    switch self {
    case .value:
      let value = history.value(age: 0)
      return value.isFinite ? value : nil
    case .maximum:
      return truth(in: history.newest(steps))
    }
  }

  /// What came true of a forecast, where `window` are the values after its origin, up to the target's end; fewer are unknown before.
  func truth(in window: ArraySlice<Double>) -> Double? {
    switch self {
    case .value:
      guard let value = window.last, value.isFinite else { return nil }
      return value
    case .maximum:
      var largest = -Double.infinity
      var unknown = steps - window.count
      for value in window {
        if value.isFinite { largest = max(largest, value) } else { unknown += 1 }
      }
      return 10 * unknown <= steps && largest.isFinite ? largest : nil
    }
  }
}
