import TimeSeries

/// The models that can be chosen by name, in the configuration (`model:`) and on the command line (`--model`).
public enum ForecastModel: String, CaseIterable, Sendable {
  case auto
  case lastValue = "last_value"
  case predictLinear = "predict_linear"
  case doubleExponentialSmoothing = "double_exponential_smoothing"
  case seasonalNaive = "seasonal_naive"
  case seasonalProfile = "seasonal_profile"
  case seasonalRegression = "seasonal_regression"
  case seasonalRegressionLog = "seasonal_regression_log"
  case seasonalMedian = "seasonal_median"

  /// The names that a configuration may choose instead of `auto`.
  public static var namesBesideAuto: [String] {
    allCases.filter { $0 != .auto }.map(\.rawValue)
  }

  /// One line for people that says what the model does.
  public var summary: String {
    switch self {
    case .auto:
      "of the first four models the one with the least recent error, chosen for each horizon"
    case .lastValue: "the newest known value"
    case .predictLinear: "PromQL's predict_linear: a least-squares line through the window"
    case .doubleExponentialSmoothing:
      "PromQL's double_exponential_smoothing (holt_winters), with its trend carried on"
    case .seasonalNaive: "the value one season ago"
    case .seasonalProfile: "the mean of the last weeks at each phase, at the level of the last one"
    case .seasonalRegression:
      "a robust regression on the same phase of earlier days and weeks and on levels"
    case .seasonalRegressionLog: "the same on logarithms"
    case .seasonalMedian: "the median of the three models above"
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

    /// The seasons, a day and a week where none is given.
    var seasonsOrDefault: [Duration] {
      seasons.isEmpty ? [.seconds(86_400), .seconds(604_800)] : seasons
    }

    /// The seasons in steps, those left out that cannot be told on the grid.
    func seasonSteps(step: Duration) -> [Int] {
      seasonsOrDefault.map { ForecastModel.steps(of: $0, step: step) }
        .filter { $0 >= 2 && $0 <= SeasonalNaive.longestSeason }.map(Int.init)
    }
  }

  /// The models among which `auto` chooses.
  static let membersOfAuto: [ForecastModel] = [
    .lastValue, .predictLinear, .doubleExponentialSmoothing, .seasonalNaive,
  ]

  /// The forecasters that the model stands for on a grid of `step`: one, or several of which the best is to be chosen.
  ///
  /// `SeriesForecaster` takes them as they are. A season shorter than two steps cannot be told on the grid and is left out; a smoothing with a
  /// factor out of range is left out of `auto`.
  ///
  /// - Returns: never empty, except where the parameters of the one model asked for are out of range.
  public func forecasters(
    step: Duration, parameters: Parameters = Parameters()
  ) -> [any Forecaster] {
    switch self {
    case .auto:
      Self.membersOfAuto.flatMap {
        $0.members(step: step, parameters: parameters)
      }
    case .seasonalNaive:
      // Asked for by name, the model is one: that of the first season.
      Array(members(step: step, parameters: parameters).prefix(1))
        .map { ($0 as? SeasonalNaive).map { SeasonalNaive(season: $0.season) } ?? $0 }
    default:
      members(step: step, parameters: parameters)
    }
  }

  /// The number of steps that is nearest to `season`.
  static func steps(of season: Duration, step: Duration) -> Int64 {
    let (whole, rest) = season.milliseconds.quotientAndRemainder(
      dividingBy: max(1, step.milliseconds))
    return rest >= step.milliseconds - rest ? whole + 1 : whole
  }

  private func members(step: Duration, parameters: Parameters) -> [any Forecaster] {
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
    case .seasonalNaive:
      let seasons = parameters.seasonsOrDefault
      return seasons.compactMap { season in
        let steps = Self.steps(of: season, step: step)
        guard steps >= 2, steps <= SeasonalNaive.longestSeason else { return nil }
        return SeasonalNaive(season: Int(steps), name: "seasonal_naive_\(season.prometheusText)")
      }
    case .seasonalProfile:
      return [
        SeasonalProfile(
          seasons: parameters.seasonSteps(step: step), scale: .logarithmic, name: rawValue)
      ]
    case .seasonalRegression:
      return [SeasonalRegression(seasons: parameters.seasonSteps(step: step), name: rawValue)]
    case .seasonalRegressionLog:
      return [
        SeasonalRegression(
          seasons: parameters.seasonSteps(step: step), scale: .logarithmic, name: rawValue)
      ]
    case .seasonalMedian:
      return [MedianPath.seasonal(seasons: parameters.seasonSteps(step: step), name: rawValue)]
    }
  }
}
