import Glibc

/// Forecasts how much a load can rise within a lead, learnt online: quantiles of two targets by regression on ``DemandFeatures``.
///
/// On the scale v = ln(u + 0.5): the largest rise, max(v_i ... v_{i+D}) - v_i, and the rise at the end, v_{i+D} - v_i. Regressions are fitted anew once a
/// day to the last 28 days, a little at every tick, so that no tick waits for them; their own errors out of sample say how sure they are.
struct DemandModel: Sendable {
  /// What a forecast says of one target: the centre and the scale of its errors.
  struct Forecast: Sendable {
    var center: Float = 0
    /// The distances between the quantiles of 0.5, 0.9, 0.98 and 0.995, each above zero.
    var first: Float = 1
    var second: Float = 1
    var third: Float = 1

    /// One scale for all: the floor, 0.5 to 0.9, and a quarter of 0.9 to 0.98.
    var scale: Float = 1

    /// Where a rise lies among the quantiles: 0 at the median, 1, 2 and 3 at the others, and on at the last distance.
    @inline(__always)
    func place(of rise: Float) -> Float {
      let x = rise - center
      if x <= first { return x / first }
      let y = x - first
      if y <= second { return 1 + y / second }
      return 2 + (y - second) / third
    }
  }

  /// The numbers that a model is made with.
  struct Options: Sendable {
    var scaleFloor: Float = 0.05
    var upperShare: Float = 1
    var ridge = 1e-3
    var days = 28
    /// Ticks of 15 s from one row to the next: coprime to the ticks of a minute, so that no phase of it is missed.
    var rowSpacing = 7
    var refitDays = 1.0
    var rowsPerTick = 1200
    var trees = BoostedTrees.Options()
    var treeDays = 2.0
    init() {}
  }

  static let levels: [Float] = [0.5, 0.9, 0.98, 0.995]

  private let options: Options
  private let floor: Float
  private(set) var features: DemandFeatures
  private let spacing: Int
  private let capacity: Int
  private var rows: [Float] = []
  private var places: [Int] = []
  private var rises: [Float] = []
  private var ends: [Float] = []
  private var current: [Float]
  private var column: [Float]
  private var scaling: StandardizedRows.Scaling?
  private var coefficients: [[Float]] = []
  private var trees: [BoostedTrees] = []
  private var growth: GrowthWork?
  private var nextGrowth = 0
  private var work: Refit?
  private var nextFit: Int

  init(tick: Double, lead: Int, start: Double, options: Options = Options()) {
    self.options = options
    // The longer the lead the less is known of it.
    floor = min(0.2, max(0.03, options.scaleFloor * Float(pow(Double(lead) * tick / 120, 1.5))))
    features = DemandFeatures(tick: tick, lead: lead, start: start)
    spacing = max(1, Int((Double(options.rowSpacing) * 15 / tick).rounded()))
    capacity = options.days * features.day / spacing
    current = Array(repeating: 0, count: DemandFeatures.featureCount)
    column = Array(repeating: 0, count: (DemandFeatures.featureCount + 8) / 8 * 8)
    nextFit = max(4 * features.hour, 8 * lead)
  }

  /// A refit on its way.
  private struct Refit: Sendable {
    let raw: [Float]
    let rows: StandardizedRows
    let rises: [Float]
    let ends: [Float]
    var done: [[Float]] = []
    var fit: QuantileFit
    let start: [[Float]]

    func target(_ index: Int) -> [Float] { index < levels.count ? rises : ends }
  }

  /// Trees on their way, for what the regressions of `coefficients` leave over.
  private struct GrowthWork: Sendable {
    let bins: FeatureBins
    let rows: StandardizedRows
    let coefficients: [[Float]]
    let scaling: StandardizedRows.Scaling
    let rises: [Float]
    let ends: [Float]
    var done: [BoostedTrees] = []
    var growth: BoostedTrees.Growth
  }

  /// The regressions that trees were grown on: they go together.
  private var base: (coefficients: [[Float]], scaling: StandardizedRows.Scaling)?

  /// The last tick whose value was not known.
  private var lastGap = -1

  /// Takes the next value of v; nil: it is not known, the last one stands in and nothing is learnt from it.
  mutating func observe(_ known: Float?) {
    let now = features.count
    let value = known ?? (now > 0 ? features.value(now - 1) : 0)
    if known == nil { lastGap = now }
    features.push(value)
    features.write(to: &current, at: 0)
    if now % spacing == 0 {
      rows.append(contentsOf: current)
      places.append(now)
      rises.append(.nan)
      ends.append(.nan)
      if places.count > capacity + capacity / 8 {
        let old = places.count - capacity
        rows.removeFirst(old * DemandFeatures.featureCount)
        places.removeFirst(old)
        rises.removeFirst(old)
        ends.removeFirst(old)
      }
    }
    let matured = now - features.lead
    if matured > lastGap, let first = places.first, matured >= first, matured % spacing == 0 {
      let index = (matured - first) / spacing
      rises[index] = features.rise(matured)
      ends[index] = value - features.value(matured)
    }
    workOn()
    growOn()
  }

  private mutating func growOn() {
    guard var work = growth else { return }
    growth = nil
    let isFirst = trees.isEmpty
    repeat {
      if work.growth.grow(work.bins) {
        work.done.append(work.growth.trees)
        if work.done.count == 2 * Self.levels.count {
          trees = work.done
          base = (work.coefficients, work.scaling)
          return
        }
        work.growth = grown(
          work.done.count, work.rows, work.coefficients, work.rises, work.ends)
      }
    } while isFirst
    growth = work
  }

  private func grown(
    _ index: Int, _ rows: StandardizedRows, _ coefficients: [[Float]], _ rises: [Float],
    _ ends: [Float]
  ) -> BoostedTrees.Growth {
    let targets = index < Self.levels.count ? rises : ends
    var residuals = targets
    rows.values.withUnsafeBufferPointer { values in
      coefficients[index].withUnsafeBufferPointer { beta in
        for row in targets.indices {
          residuals[row] -= StandardizedRows.product(
            values.baseAddress! + row * rows.stride, beta.baseAddress!, stride: rows.stride)
        }
      }
    }
    return BoostedTrees.Growth(
      residuals: residuals, level: Self.levels[index % Self.levels.count], options: options.trees)
  }

  private mutating func workOn() {
    if work == nil, features.count >= nextFit { begin() }
    guard var refit = work else { return }
    work = nil
    let isFirst = coefficients.isEmpty
    var quota = isFirst ? Int.max : options.rowsPerTick
    while quota > 0 {
      let size = isFirst ? refit.rows.count : options.rowsPerTick
      quota -= min(quota, size)
      let target = refit.target(refit.done.count)
      guard refit.fit.advance(refit.rows, target, most: size) else { continue }
      refit.done.append(refit.fit.coefficients)
      let index = refit.done.count
      if index == 2 * Self.levels.count {
        coefficients = refit.done
        scaling = refit.rows.scaling
        if options.trees.trees > 0, growth == nil, features.count >= nextGrowth,
          features.count >= features.day / 2
        {
          nextGrowth =
            features.count
            + min(Int(Double(features.day) * options.treeDays) - features.hour, features.count / 2)
          let bins = FeatureBins(refit.raw, featureCount: DemandFeatures.featureCount)
          growth = GrowthWork(
            bins: bins, rows: refit.rows, coefficients: coefficients, scaling: refit.rows.scaling,
            rises: refit.rises, ends: refit.ends,
            growth: grown(0, refit.rows, coefficients, refit.rises, refit.ends))
        }
        return
      }
      refit.fit = fit(refit.rows, index, refit.start)
    }
    work = refit
  }

  private func fit(_ rows: StandardizedRows, _ index: Int, _ start: [[Float]]) -> QuantileFit {
    QuantileFit(
      rows, level: Self.levels[index % Self.levels.count], ridge: options.ridge,
      start: start.isEmpty ? nil : start[index])
  }

  private mutating func begin() {
    let count = features.count
    nextFit = min(
      count + Int(Double(features.day) * options.refitDays),
      max(count + features.hour, count * 3 / 2))
    let last = features.count - 1 - features.lead
    guard let end = places.lastIndex(where: { $0 <= last }) else { return }
    let known = (0...end).filter { !rises[$0].isNaN }
    guard known.count >= 100 else { return }
    let size = DemandFeatures.featureCount
    var chosen: [Float] = []
    chosen.reserveCapacity(known.count * size)
    for index in known { chosen.append(contentsOf: rows[index * size..<(index + 1) * size]) }
    let standard = StandardizedRows(chosen, featureCount: size)
    let start = restated(standard.scaling)
    work = Refit(
      raw: chosen, rows: standard, rises: known.map { rises[$0] }, ends: known.map { ends[$0] },
      fit: fit(standard, 0, start), start: start)
  }

  /// The coefficients for columns that are scaled anew.
  private func restated(_ new: StandardizedRows.Scaling) -> [[Float]] {
    guard let old = scaling else { return [] }
    return coefficients.map { beta in
      var result = beta
      for index in new.means.indices {
        let slope = beta[index + 1] * old.factors[index]
        result[index + 1] = new.factors[index] > 0 ? slope / new.factors[index] : 0
        result[0] += slope * (new.means[index] - old.means[index])
      }
      return result
    }
  }

  /// Whether all values since the tick `place` were known.
  func isKnown(since place: Int) -> Bool { place > lastGap }

  /// The forecasts of the largest rise and of the rise at the end, from the last value.
  mutating func forecast() -> (rise: Forecast, end: Forecast)? {
    guard var scaling else { return nil }
    var values: [8 of Float] = .init(repeating: 0)
    scaling.write(current, 0, to: &column, at: 0)
    add(coefficients, to: &values)
    if let base {
      // The mean of the newest regression, and of the one with trees on top.
      scaling = base.scaling
      scaling.write(current, 0, to: &column, at: 0)
      add(base.coefficients, to: &values)
      current.withUnsafeBufferPointer { row in
        for index in 0..<8 {
          values[index] = 0.5 * (values[index] + trees[index].value(row.baseAddress!))
        }
      }
    }
    func forecast(_ first: Int) -> Forecast {
      return Forecast(
        center: values[first], first: max(floor, values[first + 1] - values[first]),
        second: max(floor * options.upperShare, values[first + 2] - values[first + 1]),
        third: max(floor * options.upperShare, values[first + 3] - values[first + 2]),
        scale: floor + max(0, values[first + 1] - values[first]) + 0.25
          * max(0, values[first + 2] - max(values[first + 1], values[first])))
    }
    return (forecast(0), forecast(4))
  }

  private func add(_ coefficients: [[Float]], to values: inout [8 of Float]) {
    column.withUnsafeBufferPointer { row in
      for index in 0..<8 {
        coefficients[index].withUnsafeBufferPointer { beta in
          values[index] += StandardizedRows.product(
            row.baseAddress!, beta.baseAddress!, stride: row.count)
        }
      }
    }
  }
}
