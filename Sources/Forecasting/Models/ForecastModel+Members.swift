import TimeSeries

extension ForecastModel {
  /// The number of steps that is nearest to `season`.
  static func steps(of season: Duration, step: Duration) -> Int64 {
    let (whole, rest) = season.milliseconds.quotientAndRemainder(
      dividingBy: max(1, step.milliseconds))
    return rest >= step.milliseconds - rest ? whole + 1 : whole
  }

  /// The forecasters of this model: one for each season where it has one season, else one.
  ///
  /// - Parameter isAlone: whether the model goes by its plain name; among others it is called after its season too.
  func members(
    step: Duration, targets: [ForecastTarget], parameters: Parameters, isAlone: Bool
  ) -> [any Forecaster] {
    let window = parameters.window ?? max(.seconds(1800), step * 12)
    let seasons = Self.seasons(step: step, parameters: parameters, of: rawValue, isAlone: isAlone)
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
      return seasons.map { SeasonalNaive(season: $0.steps, name: $0.name) }
    case .movingAverage:
      return [MovingAverage(step: step)]
    case .seasonalMean:
      return seasons.map {
        SeasonalMean(
          season: $0.steps, window: min(max(4, $0.steps / 24), 240), name: $0.name)
      }
    case .holtWinters:
      return seasons.compactMap {
        HoltWinters(season: $0.steps, nodeLimit: $0.nodes, name: $0.name)
      }
    case .holtWintersMultiplicative:
      return seasons.compactMap {
        HoltWinters(
          season: $0.steps, nodeLimit: $0.nodes, seasonality: .multiplicative, name: $0.name)
      }
    case .ets:
      return seasons.isEmpty
        ? [ETS(season: nil)] : seasons.map { ETS(season: $0.steps, name: $0.name) }
    case .theta:
      return seasons.isEmpty
        ? [Theta(season: nil)]
        : seasons.map { Theta(season: $0.steps, nodeLimit: $0.nodes, name: $0.name) }
    case .harmonicRegression:
      return [HarmonicRegression(seasons: seasons.map(\.steps))]
    case .calendarRegression:
      return [CalendarRegression(step: step)]
    case .croston:
      return [Croston()]
    case .tsb:
      return [TSB()]
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
      return [
        MedianPath.seasonal(
          seasons: parameters.seasonSteps(step: step),
          horizon: targets.map(\.steps).max() ?? .max, name: rawValue)
      ]
    case .directRegression:
      return [
        DirectRegression(step: step, targets: targets, calendar: parameters.calendar)
      ]
    case .leadingRegression:
      return [
        DirectRegression(
          step: step, targets: targets, calendar: parameters.calendar,
          companionCount: parameters.companionCount, name: rawValue)
      ]
    }
  }

  /// The seasons that can be told on the grid: in steps, the most nodes by which a smoothing model tells one (one for half an hour, 48 at
  /// least), and the name of a model of each.
  private static func seasons(
    step: Duration, parameters: Parameters, of name: String, isAlone: Bool
  ) -> [(steps: Int, nodes: Int, name: String)] {
    let given = parameters.seasons
    return (given.isEmpty ? [.seconds(86_400), .seconds(604_800)] : given).compactMap { season in
      let steps = Self.steps(of: season, step: step)
      guard steps >= 2, steps <= SeasonalNaive.longestSeason else { return nil }
      let nodes = Int(min(max(season.milliseconds / 1_800_000, 48), 336))
      return (Int(steps), nodes, isAlone ? name : "\(name)_\(season.prometheusText)")
    }
  }
}
