/// One form of exponential smoothing, estimated on a sample: the weights with the largest likelihood from a given start (for additive
/// errors: the least sum of squared one-step errors).
struct SmoothingFit: Sendable {
  let form: SmoothingForm
  let weights: SmoothingWeights

  /// The state before the first value of the sample, and after its last.
  let start: SmoothingState
  let end: SmoothingState

  let loss: SmoothingLoss

  /// Minus twice the logarithm of the likelihood, but for a constant that all forms on the same sample share.
  let criterion: Double

  /// Estimates the weights of `form` on `sample`; nil where the form is not defined on it.
  ///
  /// - Parameters:
  ///   - start: the state before the first value; stays as it is.
  ///   - gamma: the weight in the season where it is known already; nil estimates it.
  ///   - guess: where the search begins.
  ///   - budget: the largest number of runs through the sample.
  init?(
    _ form: SmoothingForm, to sample: SmoothingSample, from start: SmoothingState,
    gamma: Double? = nil, guess: SmoothingWeights? = nil, budget: Int
  ) {
    let space = WeightSpace(form: form, gamma: gamma)
    let floor = Self.floor(of: sample, form: form)
    let search = NelderMead(dimensions: space.dimensions, budget: budget)
    var scratch = start
    let candidates = space.candidates(with: guess ?? Self.guess)
    let best = search.minimize(amongAndBeyond: candidates) { point in
      scratch.restore(start)
      return scratch.run(through: sample, form: form, weights: space.weights(at: point))
        .criterion(floor: floor)
    }
    guard best.value.isFinite else { return nil }
    let weights = space.weights(at: best.point)
    var end = start
    let loss = end.run(through: sample, form: form, weights: weights)
    guard end.isFinite else { return nil }
    self.form = form
    self.weights = weights
    self.start = start
    self.end = end
    self.loss = loss
    criterion = best.value
  }

  /// Where searches begin, and the weights of a model that has not been fitted.
  static let guess = SmoothingWeights(alpha: 0.3, beta: 0.03, gamma: 0.1, phi: 0.95)

  /// Akaike's criterion with the correction for small samples (Hurvich and Tsai 1989); infinite where the sample is too small for the form. The
  /// parameters are the weights, the start and the variance, as in Hyndman et al. 2008, section 7.1.
  var correctedAkaike: Double {
    var parameters = Double(form.weightCount) + 2
    if form.trend != .none { parameters += 1 }
    if form.season != .none { parameters += Double(start.season.count - 1) }
    let spare = Double(loss.count) - parameters - 1
    guard spare > 0 else { return .infinity }
    return criterion + 2 * parameters + 2 * parameters * (parameters + 1) / spare
  }

  /// The least sum of squares that counts: errors of 1e-10 of the level are rounding.
  private static func floor(of sample: SmoothingSample, form: SmoothingForm) -> Double {
    var size = 0.0
    var count = 0.0
    for value in sample.values where !value.isNaN {
      count += 1
      size += (abs(value) - size) / count
    }
    let unit = form.error == .multiplicative ? 1e-10 : 1e-10 * size
    return max(.leastNormalMagnitude, count * unit * unit)
  }
}

extension SmoothingState {
  /// Becomes `other` without taking new memory for the season.
  fileprivate mutating func restore(_ other: SmoothingState) {
    level = other.level
    trend = other.trend
    for node in season.indices { season[node] = other.season[node] }
  }
}

/// The weights of a form as a point in the unit box: each edge is a bound of the usual region (0 < beta < alpha, 0 < gamma < 1 - alpha, 0.8 <=
/// phi <= 0.98; Hyndman et al. 2008, section 2.5).
private struct WeightSpace {
  let form: SmoothingForm
  let gamma: Double?

  private var estimatesGamma: Bool { form.season != .none && gamma == nil }

  var dimensions: Int {
    1 + (form.trend == .none ? 0 : form.trend == .damped ? 2 : 1) + (estimatesGamma ? 1 : 0)
  }

  private static let least = 1e-4
  private static let span = 0.9998

  func weights(at point: SIMD4<Double>) -> SmoothingWeights {
    var weights = SmoothingWeights(alpha: Self.least + Self.span * point[0])
    var axis = 1
    if form.trend != .none {
      weights.beta = weights.alpha * (Self.least + Self.span * point[axis])
      axis += 1
    }
    if form.trend == .damped {
      weights.phi = 0.8 + 0.18 * point[axis]
      axis += 1
    }
    if estimatesGamma {
      weights.gamma = (1 - weights.alpha) * (Self.least + Self.span * point[axis])
    } else if form.season != .none {
      weights.gamma = gamma ?? 0
    }
    return weights
  }

  /// Where a search may begin: `guess`, and points all over the box.
  func candidates(with guess: SmoothingWeights) -> [SIMD4<Double>] {
    var points = [point(of: guess)]
    for alpha in [0.05, 0.5, 0.9] {
      for share in form.trend == .none ? [0.0] : [0.03, 0.4, 0.95] {
        for gamma in estimatesGamma ? [0.05, 0.5] : [0.0] {
          points.append(
            point(
              of: SmoothingWeights(
                alpha: alpha, beta: alpha * share, gamma: (1 - alpha) * gamma,
                // A trend that follows every error lasts the shorter.
                phi: share > 0.9 ? 0.82 : 0.97)))
        }
      }
    }
    return points
  }

  func point(of weights: SmoothingWeights) -> SIMD4<Double> {
    var point = SIMD4<Double>(repeating: 0)
    point[0] = (weights.alpha - Self.least) / Self.span
    var axis = 1
    if form.trend != .none {
      point[axis] = (weights.beta / weights.alpha - Self.least) / Self.span
      axis += 1
    }
    if form.trend == .damped {
      point[axis] = ((weights.phi == 1 ? 0.95 : weights.phi) - 0.8) / 0.18
      axis += 1
    }
    if estimatesGamma {
      point[axis] = (weights.gamma / (1 - weights.alpha) - Self.least) / Self.span
    }
    return point.clamped(lowerBound: SIMD4(repeating: 0), upperBound: SIMD4(repeating: 1))
  }
}
