public import Calendar
import TimeSeries

/// The models that can be chosen by name, in the configuration (`model:`) and on the command line (`--model`).
public enum ForecastModel: String, CaseIterable, Sendable {
  case auto
  case lastValue = "last_value"
  case predictLinear = "predict_linear"
  case doubleExponentialSmoothing = "double_exponential_smoothing"
  case seasonalNaive = "seasonal_naive"
  case movingAverage = "moving_average"
  case seasonalMean = "seasonal_mean"
  case holtWinters = "holt_winters"
  case holtWintersMultiplicative = "holt_winters_multiplicative"
  case ets
  case theta
  case harmonicRegression = "harmonic_regression"
  case calendarRegression = "calendar_regression"
  case croston
  case tsb
  case seasonalProfile = "seasonal_profile"
  case seasonalRegression = "seasonal_regression"
  case seasonalRegressionLog = "seasonal_regression_log"
  case seasonalMedian = "seasonal_median"
  case directRegression = "direct_regression"
  case leadingRegression = "leading_regression"

  /// The names that a configuration may choose instead of `auto`.
  public static var namesBesideAuto: [String] {
    allCases.filter { $0 != .auto }.map(\.rawValue)
  }

  /// One line for people that says what the model does.
  public var summary: String {
    switch self {
    case .auto:
      "several models, weighted by their recent error at each horizon"
    case .lastValue: "the newest known value"
    case .predictLinear: "PromQL's predict_linear: a least-squares line through the window"
    case .doubleExponentialSmoothing:
      "PromQL's double_exponential_smoothing (holt_winters), with its trend carried on"
    case .seasonalNaive: "the value one season ago"
    case .movingAverage: "the mean of the last 15 minutes"
    case .seasonalMean:
      "the mean of the same time in the last three seasons, brought to the level of now"
    case .holtWinters: "level, damped trend and a season that is added, each smoothed"
    case .holtWintersMultiplicative:
      "level, damped trend and a season that multiplies, each smoothed"
    case .ets: "exponential smoothing in the form that the series itself calls for"
    case .theta: "the Theta method on the seasonally adjusted series"
    case .harmonicRegression: "daily and weekly harmonics with an autoregression of what is left"
    case .calendarRegression: "a regression on hour of day, day of week and trend"
    case .croston: "Croston's method for sparse demand, as corrected by Syntetos and Boylan"
    case .tsb: "the method of Teunter, Syntetos and Babai for sparse demand that may cease"
    case .seasonalProfile: "the mean of the last weeks at each phase, at the level of the last one"
    case .seasonalRegression:
      "a robust regression on the same phase of earlier days and weeks and on levels"
    case .seasonalRegressionLog: "the same on logarithms"
    case .seasonalMedian: "the median of the three models above"
    case .directRegression:
      "quantile regression of each target on levels, earlier days and the calendar"
    case .leadingRegression: "the same on the workload's other signals too"
    }
  }

  /// What a model may be told; the defaults suit an unknown series.
  public struct Parameters: Hashable, Sendable {
    /// The seasons, longest last; where empty they are found in the series, and a day and a week until then.
    public var seasons: [Duration] = []

    /// The range of `predict_linear` and `double_exponential_smoothing`; nil stands for 30 minutes, or 12 steps where that is longer.
    public var window: Duration?

    /// The smoothing factor of `double_exponential_smoothing`, above 0 and below 1.
    public var smoothingFactor = 0.3

    /// The trend factor of `double_exponential_smoothing`, above 0 and below 1.
    public var trendFactor = 0.1

    /// The clock, the holidays and the events that the load follows.
    public var calendar = EventCalendar()

    /// The number of companions: other series that come along and may tell of the load ahead.
    public var companionCount = 0

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
      Self.membersOfAuto.flatMap {
        $0.members(step: step, targets: targets, parameters: parameters, isAlone: false)
      }
        + (parameters.seasons.isEmpty
          ? [
            SeasonFinding(
              .seasonalMedian, name: "found_season", step: step, targets: targets,
              parameters: parameters, isAlone: false)
          ] : [])
        + (parameters.companionCount > 0
          ? Self.leadingRegression.members(
            step: step, targets: targets, parameters: parameters, isAlone: false) : [])
    case _ where isSeasonal && parameters.seasons.isEmpty:
      [
        SeasonFinding(
          self, name: rawValue, step: step, targets: targets, parameters: parameters, isAlone: true)
      ]
    default:
      // Asked for by name, the model is one: that of the first season.
      Array(
        members(step: step, targets: targets, parameters: parameters, isAlone: true).prefix(1))
    }
  }

  /// Whether the model goes by seasons that it must be told or find.
  var isSeasonal: Bool {
    switch self {
    case .seasonalNaive, .seasonalMean, .holtWinters, .holtWintersMultiplicative, .ets, .theta,
      .harmonicRegression, .seasonalProfile, .seasonalRegression, .seasonalRegressionLog,
      .seasonalMedian:
      true
    case .auto, .lastValue, .predictLinear, .doubleExponentialSmoothing, .movingAverage,
      .calendarRegression, .croston, .tsb, .directRegression, .leadingRegression:
      false
    }
  }

  /// The models among which `auto` chooses.
  static let membersOfAuto: [ForecastModel] = [
    .lastValue, .directRegression, .seasonalMedian, .movingAverage, .theta, .tsb,
  ]
}
