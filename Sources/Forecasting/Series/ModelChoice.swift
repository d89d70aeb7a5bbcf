/// The choice of one model among several by what they gained on the last value at one target, at the same moments.
///
/// A model's gain is the mean amount by which its absolute error was smaller than the last value's, in units of the
/// last value's mean absolute error; older moments count less. What counts is the gain that it has shown beyond doubt: less two
/// standard errors (forecasts that overlap in time count as the fewer that do not). The last value answers unless
/// another model has shown a gain above zero; that one stays until another has shown 0.02 more or until its gain, less one standard error,
/// is gone. So equals do not take turns, and luck is not taken for skill.
struct ModelChoice: Sendable {
  /// The model that answers now; 0 is the last value.
  private(set) var chosen = 0

  private var gains: [ExponentialMean]
  private var squares: [ExponentialMean]
  private var references: [ExponentialMean]
  private let overlap: Double
  private let margin = 0.02

  /// A choice among `count` models, the first of which is the last value; moments weigh half after `halfLife` more.
  ///
  /// - Parameter overlap: the share of forecasts that do not overlap in time, above 0 and at most 1.
  init(count: Int, halfLife: Double, overlap: Double) {
    gains = Array(repeating: ExponentialMean(halfLife: halfLife), count: count)
    squares = gains
    references = gains
    self.overlap = overlap
  }

  /// Takes in the absolute errors of one moment, in the order of the models; NaN where a model had no answer.
  mutating func observe(_ absoluteErrors: some RandomAccessCollection<Double>) {
    guard let reference = absoluteErrors.first, reference.isFinite else { return }
    for (model, error) in absoluteErrors.enumerated() where model > 0 && error.isFinite {
      let gain = reference - error
      gains[model].add(gain)
      squares[model].add(gain * gain)
      references[model].add(reference)
    }
    var best = 0
    var bestGain = 0.0
    for model in gains.indices.dropFirst() {
      let shown = gain(of: model, lessErrors: 2)
      if shown > bestGain { (best, bestGain) = (model, shown) }
    }
    if chosen == 0 || gain(of: chosen, lessErrors: 1) <= 0 {
      chosen = best
    } else if best != chosen, bestGain > gain(of: chosen, lessErrors: 2) + margin {
      chosen = best
    }
  }

  /// The relative gain of `model` on the last value, less so many standard errors; minus infinity while unknown.
  func gain(of model: Int, lessErrors errors: Double) -> Double {
    guard let gain = gains[model].value, let square = squares[model].value,
      let reference = references[model].value, reference > 0
    else { return -.infinity }
    let count = gains[model].count * overlap
    // Below this many moments the standard error itself is guesswork.
    guard count >= 3 else { return -.infinity }
    let variance = max(0, square - gain * gain)
    return (gain - errors * (variance / (count - 1)).squareRoot()) / reference
  }
}
