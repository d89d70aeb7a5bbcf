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

  /// For each model how many of its forecasts have come true, those that overlap in time counting as the fewer that do not.
  private var experience: [Double]

  /// The absolute error of every model, in sizes of error, of late and over a longer time; NaN before the first.
  private var losses: [(late: Double, long: Double)]

  /// The late loss, in those of the last value, from which on a model does not count in any case.
  private let worst: Double
  private let prior: [Double]
  private let overlap: Double
  private let rate: Double
  private let returning: Double

  /// The step on the logarithm of a weight, for one forecast that overlaps no other.
  private static let rate = 0.15

  /// The part of all weight that goes back to where it began, for one forecast that overlaps no other.
  private static let returning = 0.002

  /// The difference from what was published, in sizes of error, beyond which a model loses or gains no more.
  private static let steepest = 10.0

  /// The number of forecasts that came true at which a model counts half of its weight.
  private static let doubt = 8.0

  /// The numbers of forecasts, overlapping none, in which the memory of a loss halves.
  private static let lossHalfLives = (late: 8.0, long: 64.0)

  /// The late loss, in those of the last value, from which on a model does not count: for the next minutes, so much more for each day that the
  /// target lies ahead, and the one that counts where it is so many times what it used to be.
  private static let worst = (near: 1.3, perDay: 20.0, changed: 1.3, change: 2.0)

  /// The part of its weight below which a model does not count.
  private static let least = 0.01

  /// Weights that begin as `prior`, all above zero and adding up to 1.
  ///
  /// - Parameters:
  ///   - overlap: the share of forecasts that do not overlap in time, above 0 and at most 1.
  ///   - reach: how far ahead the target lies, in days.
  init(prior: [Double], overlap: Double, reach: Double) {
    worst = Self.worst.near + Self.worst.perDay * reach
    self.prior = prior
    shares = prior
    self.overlap = overlap
    experience = Array(repeating: 0, count: prior.count)
    losses = Array(repeating: (.nan, .nan), count: prior.count)
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
        let slope = direction * min(max((value - published) / size, -Self.steepest), Self.steepest)
        shares[model] *= exp(-rate * slope)
        experience[model] += overlap
        let loss = min(abs(truth - value) / size, Self.steepest)
        add(loss, of: model)
      }
      sum += shares[model]
    }
    for model in shares.indices {
      shares[model] = (1 - returning) * shares[model] / sum + returning * prior[model]
    }
  }

  private mutating func add(_ loss: Double, of model: Int) {
    guard !losses[model].late.isNaN else {
      losses[model] = (loss, loss)
      return
    }
    let share = overlap * M_LN2
    losses[model].late += share / Self.lossHalfLives.late * (loss - losses[model].late)
    // What is usual is not learnt from what is not.
    guard model == 0 || !isHarmful(model) else { return }
    losses[model].long += share / Self.lossHalfLives.long * (loss - losses[model].long)
  }

  /// Whether a model is of late so much worse than the last value that it would do harm whatever its weight.
  private func isHarmful(_ model: Int) -> Bool {
    let late = losses[model].late / losses[0].late
    guard late > Self.worst.changed else { return false }
    return late > worst
      || late > Self.worst.change * losses[model].long / losses[0].long
  }

  /// What becomes of a model's weight.
  enum Part {
    /// The model has an answer.
    case counts
    /// It has none, and the others share its weight.
    case isSilent
    /// It has none because the load is unlike the past: its weight goes to the last value.
    case passesOn
  }

  /// The weights of the models that have an answer, adding up to 1; 0 of the others. All 0 where none answers.
  ///
  /// A model counts n / (n + 8) of its weight when n of its forecasts have come true; the first, the last value, counts in full. One
  /// that has of late become much worse than the last value, as it was not before, does not count: a load may have changed so much that a
  /// hundredth of a forecast made for what it was is too much.
  func weights(_ part: (_ model: Int) -> Part) -> [Double] {
    var weights = [Double](repeating: 0, count: shares.count)
    var sum = 0.0
    for model in weights.indices {
      let part = part(model)
      guard part != .isSilent else { continue }
      guard model == 0 || !isHarmful(model) else { continue }
      let trust = model == 0 ? 1 : experience[model] / (experience[model] + Self.doubt)
      weights[part == .passesOn ? 0 : model] += shares[model] * trust
      sum += shares[model] * trust
    }
    guard sum > 0 else { return weights }
    var kept = 0.0
    for model in weights.indices {
      if weights[model] < Self.least * sum { weights[model] = 0 }
      kept += weights[model]
    }
    for model in weights.indices { weights[model] /= kept }
    return weights
  }
}
