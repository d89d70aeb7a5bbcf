import Glibc

/// How much each of several models counts at one target, by what it gained on the last value of late, at the same moments.
///
/// A model's gain is the mean amount by which its absolute error was smaller than the last value's, in units of the last value's mean absolute
/// error; older moments count less. Its weight is proportional to exp(sharpness · gain), the gain being shrunk towards a small loss while
/// the moments are few: exponentially weighted experts (Vovk 1990; Cesa-Bianchi and Lugosi, *Prediction, Learning, and Games*, 2006) with a
/// prior for the last value. So nearly equal models share, a bad one counts for nothing, and without experience the last value answers.
struct ModelWeights: Sendable {
  private var gains: [ExponentialMean]
  private var references: [ExponentialMean]
  private let overlap: Double

  /// How sharply weights follow gains: 0.1 more of gain is e^3 = 20 times the weight.
  static let sharpness = 30.0

  /// A model counts as if it had been this much worse than the last value ...
  private static let priorGain = -0.1

  /// ... at this many moments, beside those that were seen.
  private static let priorCount = 3.0

  /// Weights of `count` models, the first of which is the last value; moments weigh half after `halfLife` more.
  ///
  /// - Parameter overlap: the share of forecasts that do not overlap in time, above 0 and at most 1.
  init(count: Int, halfLife: Double, overlap: Double) {
    gains = Array(repeating: ExponentialMean(halfLife: halfLife), count: count)
    references = gains
    self.overlap = overlap
  }

  /// Takes in the absolute errors of one moment, in the order of the models; NaN where a model had no answer.
  mutating func observe(_ absoluteErrors: some RandomAccessCollection<Double>) {
    guard let reference = absoluteErrors.first, reference.isFinite else { return }
    for (model, error) in absoluteErrors.enumerated() where model > 0 && error.isFinite {
      gains[model].add(reference - error)
      references[model].add(reference)
    }
  }

  /// The relative gain of `model` on the last value, shrunk by the prior; 0 for the last value itself.
  func gain(of model: Int) -> Double {
    guard model > 0 else { return 0 }
    guard let gain = gains[model].value, let reference = references[model].value, reference > 0
    else { return Self.priorGain }
    let count = gains[model].count * overlap
    // A model that is many times worse than the last value is just that.
    let relative = max(-10, gain / reference)
    return (Self.priorCount * Self.priorGain + count * relative) / (Self.priorCount + count)
  }

  /// The weights of the models that `answers` says true of, adding up to 1; 0 of the others. All 0 where none answers.
  func weights(_ answers: (_ model: Int) -> Bool) -> [Double] {
    var weights = [Double](repeating: 0, count: gains.count)
    var best = -Double.infinity
    for model in weights.indices where answers(model) { best = max(best, gain(of: model)) }
    var sum = 0.0
    for model in weights.indices where answers(model) {
      let weight = exp(Self.sharpness * (gain(of: model) - best))
      // What moves nothing is left out, so that the models named are those that matter.
      weights[model] = weight < 0.01 ? 0 : weight
      sum += weights[model]
    }
    guard sum > 0 else { return weights }
    for model in weights.indices { weights[model] /= sum }
    return weights
  }
}
