import TimeSeries

/// The models that can be chosen by name, in the configuration (`model:`) and on the command line (`--model`).
public enum ForecastModel: String, CaseIterable, Sendable {
  case auto
  case lastValue = "last_value"
  case predictLinear = "predict_linear"
  case doubleExponentialSmoothing = "double_exponential_smoothing"
  case seasonalNaive = "seasonal_naive"
  case directRegression = "direct_regression"

  /// The names that a configuration may choose instead of `auto`.
  public static var namesBesideAuto: [String] {
    allCases.filter { $0 != .auto }.map(\.rawValue)
  }

  /// One line for people that says what the model does.
  public var summary: String {
    switch self {
    case .auto: "all models, weighted by their recent error at each horizon"
    case .lastValue: "the newest known value"
    case .predictLinear: "PromQL's predict_linear: a least-squares line through the window"
    case .doubleExponentialSmoothing:
      "PromQL's double_exponential_smoothing (holt_winters), with its trend carried on"
    case .seasonalNaive: "the value one season ago"
    case .directRegression: "quantile regression of each target on levels, earlier days and calendar"
    }
  }

  /// What a model may be told; the defaults suit an unknown series.
  public struct Parameters: Hashable, Sendable {
    /// The seasons, longest last; empty stands for a day and a week.
    public var seasons: [Duration] = []

    /// The range of `predict_linear` and `double_exponential_smoothing`; nil stands for 30 minutes, or 12 steps where that is longer.
    public var window: Duration?

    /// The smoothing factor of `double_exponential_smoothing`, above 0 and below 1.
    public var smoothingFactor = 0.3

    /// The trend factor of `double_exponential_smoothing`, above 0 and below 1.
    public var trendFactor = 0.1

    /// Whether the left end of the window counts, as before Prometheus 3.0.
    public var rangeBoundary = RangeBoundary.leftOpen

    /// The defaults.
    public init() {}
  }

  /// The forecasters that the model stands for on a grid of `step`: one, or several of which the best is to be chosen.
  ///
  /// `SeriesForecaster` takes them as they are. A season shorter than two steps cannot be told on the grid and is left out; a smoothing with a
  /// factor out of range is left out of `auto`.
  ///
  /// - Returns: never empty, except where the parameters of the one model asked for are out of range.
  public func forecasters(
    step: Duration, targets: [ForecastTarget], parameters: Parameters = Parameters()
  ) -> [any Forecaster] {
    switch self {
    case .auto:
      Self.allCases.filter { $0 != .auto }.flatMap {
        $0.members(step: step, targets: targets, parameters: parameters)
      }
    case .seasonalNaive:
      // Asked for by name, the model is one: that of the first season.
      Array(members(step: step, targets: targets, parameters: parameters).prefix(1))
        .map { ($0 as? SeasonalNaive).map { SeasonalNaive(season: $0.season) } ?? $0 }
    default:
      members(step: step, targets: targets, parameters: parameters)
    }
  }

  /// The number of steps that is nearest to `season`.
  static func steps(of season: Duration, step: Duration) -> Int64 {
    let (whole, rest) = season.milliseconds.quotientAndRemainder(
      dividingBy: max(1, step.milliseconds))
    return rest >= step.milliseconds - rest ? whole + 1 : whole
  }

  private func members(
    step: Duration, targets: [ForecastTarget], parameters: Parameters
  ) -> [any Forecaster] {
    let window = parameters.window ?? max(.seconds(1800), step * 12)
    switch self {
    case .auto:
      return []
    case .lastValue:
      return [
        LastValue(lookback: SeriesForecaster.Options().maximumGapSteps(step: step) + 1)
      ]
    case .predictLinear:
      return [PredictLinear(step: step, window: window, boundary: parameters.rangeBoundary)]
    case .doubleExponentialSmoothing:
      let model = DoubleExponentialSmoothing(
        step: step, window: window, smoothingFactor: parameters.smoothingFactor,
        trendFactor: parameters.trendFactor, boundary: parameters.rangeBoundary)
      return model.map { [$0] } ?? []
    case .directRegression:
      return [DirectRegression(step: step, targets: targets)]
    case .seasonalNaive:
      let seasons =
        parameters.seasons.isEmpty
        ? [Duration.seconds(86_400), .seconds(604_800)] : parameters.seasons
      return seasons.compactMap { season in
        let steps = Self.steps(of: season, step: step)
        guard steps >= 2, steps <= SeasonalNaive.longestSeason else { return nil }
        return SeasonalNaive(season: Int(steps), name: "seasonal_naive_\(season.prometheusText)")
      }
    }
  }
}
