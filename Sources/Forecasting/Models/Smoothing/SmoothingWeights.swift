/// The weights of an exponential smoothing model in the error-correction form.
struct SmoothingWeights: Hashable, Sendable {
  /// The weight of an error in the level, above 0 and below 1.
  var alpha: Double

  /// The weight of an error in the trend, above 0 and below `alpha` (Holt's own factor is beta / alpha).
  var beta = 0.0

  /// The weight of an error in the season, above 0 and below 1 - `alpha`.
  var gamma = 0.0

  /// What is left of the trend after a step; 1 where it is not damped.
  var phi = 1.0
}
