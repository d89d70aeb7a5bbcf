import Glibc

/// Level, trend and season of an exponential smoothing model after a step: the recursion of all its forms.
///
/// In error-correction form, with e = y - fitted, b' = phi b and l' = l + b':
///
///     additive season:        fitted = l' + s    l = l' + alpha e      b = b' + beta e      s = s + gamma e
///     multiplicative season:  fitted = l' s      l = l' + alpha e / s  b = b' + beta e / s  s = s + gamma e / l'
///
/// (Hyndman et al. 2008, tables 2.2 and 2.3: with an additive trend the recursion is the same for both kinds of error.) Where a
/// season is told by fewer nodes than steps, an error is shared between the two nodes that a step lies between.
struct SmoothingState: Sendable {
  var level: Double
  var trend = 0.0

  /// The seasonal terms, one a node; empty without a season.
  var season: [Double] = []

  /// What is expected one step on.
  struct Expectation {
    /// Level and trend, l'.
    var base: Double
    /// The seasonal term; 0 without a season, or 1 where it multiplies.
    var seasonal: Double
    /// The value.
    var fitted: Double
  }

  /// What is expected of the next step, which lies at `place` in the season. O(1).
  @inline(__always)
  func expectation(
    at place: SeasonalPhases.Place, form: SmoothingForm, phi: Double
  ) -> Expectation {
    season.withUnsafeBufferPointer {
      Self.expectation(level + phi * trend, $0, at: place, form: form)
    }
  }

  @inline(__always)
  static func expectation(
    _ base: Double, _ season: UnsafeBufferPointer<Double>, at place: SeasonalPhases.Place,
    form: SmoothingForm
  ) -> Expectation {
    switch form.season {
    case .none: return Expectation(base: base, seasonal: 0, fitted: base)
    case .additive:
      let term = Self.term(season, at: place)
      return Expectation(base: base, seasonal: term, fitted: base + term)
    case .multiplicative:
      let term = Self.term(season, at: place)
      return Expectation(base: base, seasonal: term, fitted: base * term)
    }
  }

  @inline(__always)
  private static func term(
    _ season: UnsafeBufferPointer<Double>, at place: SeasonalPhases.Place
  ) -> Double {
    let first = season[Int(place.first)]
    return place.share == 0
      ? first : first + place.share * (season[Int(place.second)] - first)
  }

  /// Takes in the value `y` of the next step, a gap where it is NaN: level and trend go on as expected, the season stays. O(1).
  ///
  /// - Parameter gamma: the weight in the season, a step's share of it where a node stands for several steps.
  @inline(__always)
  mutating func advance(
    _ y: Double, at place: SeasonalPhases.Place, form: SmoothingForm, weights: SmoothingWeights
  ) {
    season.withUnsafeMutableBufferPointer { season in
      _ = Self.advance(
        &level, &trend, season, y, at: place, form: form, weights: weights)
    }
  }

  /// As `advance(_:at:form:weights:)`; returns what was expected.
  @inline(__always)
  static func advance(
    _ level: inout Double, _ trend: inout Double, _ season: UnsafeMutableBufferPointer<Double>,
    _ y: Double, at place: SeasonalPhases.Place, form: SmoothingForm, weights: SmoothingWeights
  ) -> Expectation {
    let carried = weights.phi * trend
    let expected = expectation(
      level + carried, UnsafeBufferPointer(season), at: place, form: form)
    level = expected.base
    trend = carried
    guard !y.isNaN else { return expected }
    let error = y - expected.fitted
    switch form.season {
    case .none:
      level += weights.alpha * error
      trend += weights.beta * error
    case .additive:
      level += weights.alpha * error
      trend += weights.beta * error
      share(weights.gamma * error, at: place, in: season)
    case .multiplicative:
      let relative = error / expected.seasonal
      level += weights.alpha * relative
      trend += weights.beta * relative
      share(weights.gamma * error / expected.base, at: place, in: season)
    }
    return expected
  }

  @inline(__always)
  private static func share(
    _ change: Double, at place: SeasonalPhases.Place,
    in season: UnsafeMutableBufferPointer<Double>
  ) {
    if place.share == 0 {
      season[Int(place.first)] += change
    } else {
      season[Int(place.first)] += (1 - place.share) * change
      season[Int(place.second)] += place.share * change
    }
  }

  /// Goes on `steps` steps of which nothing is known. O(1).
  mutating func skip(_ steps: Int64, phi: Double) {
    guard steps > 0, trend != 0 else { return }
    let reach = Self.reach(of: Double(steps), phi: phi)
    level += reach * trend
    trend *= phi == 1 ? 1 : pow(phi, Double(steps))
  }

  /// phi + phi² + ... + phi^steps: how many of today's trends lie between the level now and the expected one then.
  static func reach(of steps: Double, phi: Double) -> Double {
    phi == 1 ? steps : phi * (1 - pow(phi, steps)) / (1 - phi)
  }

  /// Whether the state can go on.
  var isFinite: Bool { level.isFinite && trend.isFinite }
}
