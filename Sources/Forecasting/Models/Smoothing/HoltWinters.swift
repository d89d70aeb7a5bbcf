/// Holt-Winters: level, damped trend and one season, each smoothed exponentially (Holt 1957, Winters 1960; the damping of
/// Gardner and McKenzie 1985).
///
/// It is useful before its first `refit`, with the weights of `SmoothingFit.guess`, as soon as one season has been observed. `refit` estimates the
/// weights by least squares of the one-step errors and starts from two seasons or more.
public struct HoltWinters: PathForecaster {
  /// How the season combines with the level.
  public enum Seasonality: Sendable {
    /// It is added: its swing stays the same, whatever the level.
    case additive
    /// It multiplies: its swing grows with the level. All values must be above zero.
    case multiplicative
  }

  /// The name under which the model is chosen and reported.
  public let name: String

  /// The number of newest steps that the model reads densely.
  public var lookback: Int { 1 }

  /// The season in steps.
  public var season: Int { phases.season }

  /// The most nodes by which a season is told: 2.7 kB a model.
  public static let largestNodeLimit = 336

  private let form: SmoothingForm
  private let phases: SeasonalPhases
  private var model: SmoothedSeries?
  private var warmUp: SeasonWarmUp?

  /// A model with a season of `season` steps; nil below 2 steps or above 100,000.
  ///
  /// - Parameter nodeLimit: the most nodes by which the season is told, with linear interpolation where it has more steps; at most
  ///   `largestNodeLimit`. Fewer nodes are learnt from more values each.
  public init?(
    season: Int, nodeLimit: Int = Self.largestNodeLimit, seasonality: Seasonality = .additive,
    isDamped: Bool = true, name: String = "holt_winters"
  ) {
    guard (2...100_000).contains(season) else { return nil }
    phases = SeasonalPhases(season: season, limit: min(nodeLimit, Self.largestNodeLimit))
    form = SmoothingForm(
      trend: isDamped ? .damped : .additive,
      season: seasonality == .additive ? .additive : .multiplicative)
    self.name = name
  }

  /// Smooths the newest value in; before the first season is over, collects it. O(1).
  public mutating func observe(_ history: GridHistory) {
    let value = history.value(age: 0)
    let index = history.index
    if model != nil {
      // A multiplicative season has no meaning where a value is not positive: it begins anew.
      if model?.observe(value, at: index) == false { model = nil }
      return
    }
    var season = warmUp ?? SeasonWarmUp(phases: phases)
    if form.needsPositive, value <= 0 { season = SeasonWarmUp(phases: phases) }
    season.add(value, at: index)
    warmUp = season
    guard let state = season.state(form: form) else { return }
    warmUp = nil
    var weights = SmoothingFit.guess
    weights.gamma /= phases.stepsPerNode
    if form.trend == .additive { weights.phi = 1 }
    model = SmoothedSeries(
      form: form, weights: weights, phases: phases, state: state, index: index)
  }

  /// Estimates weights and state from the last 28 seasons, at most 3,360 values of them; changes nothing below two seasons. O(history read),
  /// and some hundred runs through the values.
  public mutating func refit(_ history: GridHistory) {
    let extent = SmoothedSeries.Extent(values: 10 * Self.largestNodeLimit, work: 150_000)
    guard
      let trained = SmoothedSeries(
        forms: [form], phases: phases, history: history, extent: extent)
    else { return }
    model = trained
    warmUp = nil
  }

  /// Appends level and trend with the season; abstains before the first season is over, and where values are not what the
  /// season needs. O(steps).
  public func appendPath(
    steps: Int, after history: GridHistory, to output: inout [Double]
  ) -> Abstention? {
    guard let model else { return .seasonUnknown(steps: season) }
    return model.appendPath(steps: steps, after: history.index, to: &output)
  }

  /// The weights and the state, for comparison with other programs.
  var fitted: SmoothedSeries? { model }
}
