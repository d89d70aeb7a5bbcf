/// The form of an exponential smoothing model: which components it has and how they combine (the taxonomy of Hyndman, Koehler, Ord and
/// Snyder, *Forecasting with Exponential Smoothing*, 2008, with additive trends only).
struct SmoothingForm: Hashable, Sendable {
  /// How errors enter. It changes the likelihood, not the recursion nor the expected path.
  enum ErrorKind: Sendable { case additive, multiplicative }

  /// How the level goes on.
  enum Trend: Sendable { case none, additive, damped }

  /// How the season enters.
  enum Season: Sendable { case none, additive, multiplicative }

  var error: ErrorKind
  var trend: Trend
  var season: Season

  /// The form with these components.
  init(error: ErrorKind = .additive, trend: Trend = .none, season: Season = .none) {
    self.error = error
    self.trend = trend
    self.season = season
  }

  /// Whether the form is defined for positive values alone.
  var needsPositive: Bool { error == .multiplicative || season == .multiplicative }

  /// The number of smoothing weights that are estimated: alpha, and beta, phi and gamma where their component is there.
  var weightCount: Int {
    1 + (trend == .none ? 0 : trend == .damped ? 2 : 1) + (season == .none ? 0 : 1)
  }

  /// The name in the literature, such as `ETS(M,Ad,A)`.
  var text: String {
    let errorText = error == .additive ? "A" : "M"
    let trendText = trend == .none ? "N" : trend == .additive ? "A" : "Ad"
    let seasonText = season == .none ? "N" : season == .additive ? "A" : "M"
    return "ETS(\(errorText),\(trendText),\(seasonText))"
  }
}
