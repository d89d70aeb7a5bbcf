/// The choice of one model among several by their recent loss at one target, against the last value's at the same moments.
///
/// The loss of a model is its mean absolute error over that of the last value where both had an answer, older errors counting less, and
/// shrunk towards 1 as if the last value's error had been its own `prior` times. A model takes over only where it is
/// `margin` better than the present one: two equals do not take turns.
struct ModelChoice: Sendable {
  /// The model that answers now; 0 is the last value.
  private(set) var chosen = 0

  private var errors: [ExponentialMean]
  private var references: [ExponentialMean]
  private let margin = 0.03
  private let prior = 16.0

  /// A choice among `count` models, the first of which is the last value; losses halve every `halfLife` forecasts.
  init(count: Int, halfLife: Double) {
    errors = Array(repeating: ExponentialMean(halfLife: halfLife), count: count)
    references = errors
  }

  /// Takes in the absolute errors of one moment, in the order of the models; NaN where a model had no answer.
  mutating func observe(_ absoluteErrors: some RandomAccessCollection<Double>) {
    guard let reference = absoluteErrors.first, reference.isFinite else { return }
    for (model, error) in absoluteErrors.enumerated() where error.isFinite {
      errors[model].add(error)
      references[model].add(reference)
    }
    var best = chosen
    for model in errors.indices where loss(of: model) < loss(of: best) { best = model }
    if loss(of: best) < (1 - margin) * loss(of: chosen) { chosen = best }
    // Harm is not waited for: whatever is worse than the last value goes at once.
    if loss(of: chosen) > 1 { chosen = best }
  }

  /// The recent loss of `model` relative to the last value's.
  func loss(of model: Int) -> Double {
    guard let error = errors[model].value, let reference = references[model].value else { return 1 }
    guard reference > 0 else { return error > 0 ? .infinity : 1 }
    let count = errors[model].count
    return (count * error / reference + prior) / (count + prior)
  }
}
