import Glibc

/// The Theta method (Assimakopoulos and Nikolopoulos 2000), winner of the M3 competition: simple exponential smoothing of the
/// seasonally adjusted series, with half the slope of its least-squares line as drift (Hyndman and Billah 2003).
///
/// `refit` finds the season, the smoothing weight and the line. Between refits the level and the line follow every step. Before the first
/// `refit` there is no season, and the weight is 0.3.
public struct Theta: PathForecaster {
  /// The name under which the model is chosen and reported.
  public let name: String

  /// The number of newest steps that the model reads densely.
  public var lookback: Int { 1 }

  /// The most nodes by which a season is told: 2.7 kB a model.
  public static let largestNodeLimit = 336

  private let phases: SeasonalPhases?
  private var terms: SeasonalTerms?
  private var smoothing = SimpleSmoothing(alpha: 0.3)
  private var line = RunningLine()
  private var origin: Int64?
  private var newestKnown: Int64 = 0

  /// A model with a season of `season` steps; without one below 2 steps or above 100,000, and where it is nil.
  ///
  /// - Parameter nodeLimit: the most nodes by which the season is told, with linear interpolation where it has more steps; at most
  ///   `largestNodeLimit`. Fewer nodes are learnt from more values each.
  public init(season: Int?, nodeLimit: Int = Self.largestNodeLimit, name: String = "theta") {
    let limit = min(nodeLimit, Self.largestNodeLimit)
    phases = season.flatMap {
      (2...100_000).contains($0) ? SeasonalPhases(season: $0, limit: limit) : nil
    }
    self.name = name
  }

  /// Takes the newest value into level and line; passes over a gap. O(1).
  public mutating func observe(_ history: GridHistory) {
    take(history.value(age: 0), at: history.index)
  }

  private mutating func take(_ value: Double, at index: Int64) {
    guard !value.isNaN else { return }
    let (distance, overflow) = index.subtractingReportingOverflow(origin ?? index)
    guard !overflow, distance >= 0, origin == nil || index > newestKnown else { return }
    if origin == nil { origin = index }
    let adjusted = adjusted(value, at: index)
    smoothing.add(adjusted)
    line.add(x: Double(distance), y: adjusted)
    newestKnown = index
    guard !smoothing.level.isFinite || !line.slope.isFinite else { return }
    smoothing = SimpleSmoothing(alpha: smoothing.alpha)
    line = RunningLine()
    origin = nil
  }

  private func adjusted(_ value: Double, at index: Int64) -> Double {
    guard let terms, let phases else { return value }
    return terms.removed(from: value, at: phases.place(of: index))
  }

  /// Finds season, weight and line: the season from the last 14 of it (100,000 steps at most), the rest from the newest 4,096 steps. Changes
  /// nothing below three known values. O(history read + nodes²).
  public mutating func refit(_ history: GridHistory) {
    var reach = Self.fittedSteps
    if let phases {
      reach = max(reach, min(14 * phases.season, max(2 * phases.season, 100_000)))
    }
    let (values, firstIndex) = history.recent(reach)
    let found = phases.flatMap { Self.terms(of: values, firstIndex: firstIndex, phases: $0) }
    let tail = values.suffix(Self.fittedSteps)
    let tailIndex = firstIndex &+ Int64(values.count - tail.count)
    let sample = SmoothingSample(tail, firstIndex: tailIndex, phases: phases)
    var adjusted = sample.values
    found?.remove(from: &adjusted, at: sample.places)
    guard let fitted = SimpleSmoothing(fittedTo: adjusted) else { return }
    var line = RunningLine()
    var newest = 0
    for (offset, value) in adjusted.enumerated() where !value.isNaN {
      line.add(x: Double(offset), y: value)
      newest = offset
    }
    guard line.slope.isFinite else { return }
    (terms, smoothing, self.line, origin) = (found, fitted, line, tailIndex)
    newestKnown = tailIndex &+ Int64(newest)
  }

  /// The steps on which weight and line are estimated.
  private static let fittedSteps = 4096

  /// The seasonal terms, where the season is beyond chance: multiplicative where all values are positive and no term is near zero.
  private static func terms(
    of values: ArraySlice<Double>, firstIndex: Int64, phases: SeasonalPhases
  ) -> SeasonalTerms? {
    let means = SmoothingSample.means(of: values, firstIndex: firstIndex, phases: phases).sample
    guard SeasonalTerms.isSeasonal(means) else { return nil }
    if means.isPositive, let terms = SeasonalTerms(of: means, isMultiplicative: true),
      terms.terms.allSatisfy({ $0 >= 0.05 })
    {
      return terms
    }
    return SeasonalTerms(of: means, isMultiplicative: false)
  }

  /// Appends level, drift and season; abstains below two known values. O(steps).
  public func appendPath(
    steps: Int, after history: GridHistory, to output: inout [Double]
  ) -> Abstention? {
    guard line.count >= 2 else { return .historyTooShort(found: Int(line.count), needed: 2) }
    let (age, overflow) = history.index.subtractingReportingOverflow(newestKnown)
    guard !overflow, age >= 0 else { return .notFinite }
    let start = output.count
    let drift = 0.5 * line.slope
    let intercept = smoothing.level + drift * (smoothing.lag - 1)
    var phase = phases?.phase(of: history.index) ?? 0
    for ahead in 1...max(1, steps) {
      var value = intercept + drift * Double(Int(age) + ahead)
      if let terms, let phases {
        phase = phase + 1 == phases.season ? 0 : phase + 1
        value = terms.added(to: value, at: phases.place(atPhase: phase))
      }
      output.append(value)
    }
    for value in output[start...] where !value.isFinite {
      output.removeSubrange(start...)
      return .notFinite
    }
    return nil
  }

  /// The weight, level, slope and seasonal terms, for comparison with other programs.
  var fitted: (alpha: Double, level: Double, slope: Double, terms: [Double]?) {
    (smoothing.alpha, smoothing.level, line.slope, terms?.terms)
  }
}
