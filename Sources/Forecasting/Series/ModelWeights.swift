import Glibc

/// How much each of several models counts at one target.
///
/// Weights follow the gradient of the combined forecast's absolute error (exponentiated gradient: Kivinen and Warmuth 1997; Cesa-Bianchi and Lugosi,
/// *Prediction, Learning, and Games*, 2006, section 2.5): a model gains weight where it would have drawn the combination towards the truth. So
/// the combination learns to be the best mixture, which may be better than the best model, and one that harms loses its weight quickly. A little of
/// every weight goes back to where it began (fixed share: Herbster and Warmuth 1998), so that a model can return when the load changes.
struct ModelWeights: Sendable {
  /// The weights of all models, adding up to 1.
  private(set) var shares: [Double]

  private let prior: [Double]
  private let rate: Double
  private let returning: Double

  /// The step on the logarithm of a weight, for one forecast that overlaps no other.
  private static let rate = 0.15

  /// The part of all weight that goes back to where it began, for one forecast that overlaps no other.
  private static let returning = 0.002

  /// The part of its weight below which a model does not count.
  private static let least = 0.01

  /// Weights that begin as `prior`, all above zero and adding up to 1.
  ///
  /// - Parameter overlap: the share of forecasts that do not overlap in time, above 0 and at most 1.
  init(prior: [Double], overlap: Double) {
    self.prior = prior
    shares = prior
    rate = Self.rate * overlap
    returning = Self.returning * overlap
  }

  /// Takes in what came of one forecast.
  ///
  /// - Parameters:
  ///   - values: what each model said, NaN where it had no answer.
  ///   - published: what was said.
  ///   - truth: what came.
  ///   - size: the size of error to expect, above zero.
  mutating func observe(
    _ values: some RandomAccessCollection<Double>, published: Double, truth: Double, size: Double
  ) {
    guard size > 0, published.isFinite else { return }
    let direction: Double = published > truth ? 1 : published < truth ? -1 : 0
    var sum = 0.0
    for (model, value) in values.enumerated() {
      if value.isFinite {
        let slope = direction * min(max((value - published) / size, -3), 3)
        shares[model] *= exp(-rate * slope)
      }
      sum += shares[model]
    }
    for model in shares.indices {
      shares[model] = (1 - returning) * shares[model] / sum + returning * prior[model]
    }
  }

  /// The weights of the models that `answers` says true of, adding up to 1; 0 of the others. All 0 where none answers.
  func weights(_ answers: (_ model: Int) -> Bool) -> [Double] {
    var weights = [Double](repeating: 0, count: shares.count)
    var sum = 0.0
    for model in weights.indices where answers(model) && shares[model] >= Self.least {
      weights[model] = shares[model]
      sum += shares[model]
    }
    if sum == 0 {
      // Of models that count for little the weightiest.
      var best: Int?
      for model in weights.indices
      where answers(model) && shares[model] > best.map({ shares[$0] }) ?? 0 {
        best = model
      }
      if let best { weights[best] = 1 }
      return weights
    }
    for model in weights.indices { weights[model] /= sum }
    return weights
  }
}
