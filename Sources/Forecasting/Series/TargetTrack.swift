/// What is known of one target: forecasts whose truth is still to come, the errors of those whose truth has come, and which
/// model to trust.
struct TargetTrack: Sendable {
  let target: ForecastTarget

  private(set) var errors: ErrorWindow
  private(set) var choice: ModelChoice
  private(set) var scored = 0
  private var absoluteError: ExponentialMean
  private var referenceError: ExponentialMean
  private var truthLevel: ExponentialMean
  private var coverage: [ExponentialMean]

  /// Forecasts whose truth is to come, a ring of rows: published value, scale, quantiles, then each model's value.
  private var rows: [Double]
  private var dueAt: [Int64]
  private var head = 0
  private var pending = 0
  private let rowLength: Int
  private let modelCount: Int

  /// A track that has seen nothing, for `modelCount` models of which the first is the last value, with a forecast
  /// kept every `stride` steps.
  init(target: ForecastTarget, modelCount: Int, stride: Int, capacity: Int) {
    self.target = target
    self.modelCount = modelCount
    errors = ErrorWindow(capacity: capacity)
    // Far targets overlap: they need more forecasts for as much experience, and get a longer memory.
    let overlap = Double(stride) / Double(max(stride, target.steps))
    choice = ModelChoice(count: modelCount, halfLife: max(256, 16 / overlap), overlap: overlap)
    absoluteError = ExponentialMean(halfLife: 128)
    referenceError = absoluteError
    truthLevel = absoluteError
    let levels = SeriesForecaster.coverageLevels
    coverage = Array(repeating: ExponentialMean(halfLife: 256), count: levels.count)
    rowLength = 2 + levels.count + modelCount
    let rowCount = target.steps / stride + 1
    rows = Array(repeating: .nan, count: rowCount * rowLength)
    dueAt = Array(repeating: 0, count: rowCount)
  }

  /// Keeps the forecasts made at step `index` until their truth is known: the published one (its scale NaN where none is known yet), and each
  /// model's value (NaN where it abstained).
  mutating func remember(
    _ published: PointForecast, floor: Double, members: (_ model: Int) -> Double, at index: Int64
  ) {
    // The ring holds every forecast whose truth is to come; were it full, the oldest would be overdue.
    if pending == dueAt.count { drop() }
    let place = (head + pending) % dueAt.count
    dueAt[place] = index + Int64(target.steps)
    let row = place * rowLength
    rows[row] = published.value
    rows[row + 1] = published.scale
    let distribution = ErrorDistribution(sorted: errors.sorted)
    for (offset, level) in SeriesForecaster.coverageLevels.enumerated() {
      rows[row + 2 + offset] =
        distribution.quantile(level).map { max(floor, published.value + published.scale * $0) }
        ?? .nan
    }
    let first = row + rowLength - modelCount
    for model in 0..<modelCount { rows[first + model] = members(model) }
    pending += 1
  }

  /// Scores the forecast that is due at the newest step of `history`, if there is one.
  ///
  /// - Parameter scale: the scale of errors now, for a forecast that was made before there was one.
  mutating func score(_ history: GridHistory, index: Int64, scale: Double) {
    while pending > 0, dueAt[head] <= index {
      if dueAt[head] == index, let truth = target.truth(in: history) {
        score(row: head * rowLength, truth: truth, scale: scale)
      }
      drop()
    }
  }

  private mutating func drop() {
    head = (head + 1) % dueAt.count
    pending -= 1
  }

  private mutating func score(row: Int, truth: Double, scale: Double) {
    let first = row + rowLength - modelCount
    for place in first..<first + modelCount { rows[place] = abs(truth - rows[place]) }
    choice.observe(rows[first..<first + modelCount])
    let error = truth - rows[row]
    guard error.isFinite else { return }
    let expected = rows[row + 1].isNaN ? scale : rows[row + 1]
    errors.append(Float(error / expected))
    absoluteError.add(abs(error))
    referenceError.add(rows[first])
    truthLevel.add(abs(truth))
    for offset in coverage.indices where !rows[row + 2 + offset].isNaN {
      coverage[offset].add(truth <= rows[row + 2 + offset] ? 1 : 0)
    }
    scored += 1
  }

  var accuracy: Accuracy {
    var scaledError: Double?
    if let error = absoluteError.value, let reference = referenceError.value, reference > 0 {
      scaledError = error / reference
    }
    return Accuracy(
      scored: scored, meanAbsoluteError: absoluteError.value, scaledError: scaledError,
      coverage: coverage.map(\.value))
  }

  /// How far to trust a forecast that rests on `effectiveSamples` errors: n / (n + 10) for experience, times level / (level + error) for
  /// accuracy, times the share by which it is worse than the last value, where it is.
  func confidence(effectiveSamples: Double) -> Double {
    guard let error = absoluteError.value, let level = truthLevel.value else { return 0 }
    let experience = effectiveSamples / (effectiveSamples + 10)
    let accuracy = error > 0 ? level / (level + error) : 1
    let reference = referenceError.value ?? error
    let skill = error > reference ? reference / error : 1
    return experience * accuracy * skill
  }

  var byteCount: Int {
    errors.byteCount + rows.capacity * MemoryLayout<Double>.stride
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
      let window = history.newest(steps)
      var largest = -Double.infinity
      var unknown = steps - window.count
      for value in window {
        if value.isFinite { largest = max(largest, value) } else { unknown += 1 }
      }
      return 10 * unknown <= steps && largest.isFinite ? largest : nil
    }
  }
}
