public import Forecasting
public import TimeSeries

/// What is asked of every series: how far, at which levels, by which model.
public struct ForecastQuestion: Sendable {
  /// How far ahead; every step up to it is forecast.
  public var horizon = StepCount.duration(.seconds(3600))

  /// The quantiles to give.
  public var levels: [QuantileLevel] = []

  /// The model.
  public var model = ForecastModel.auto

  /// The seasons of the series; empty stands for a day and a week.
  public var seasons: [StepCount] = []

  /// The range of `predict_linear` and `double_exponential_smoothing`; nil stands for 30 minutes, or 12 steps where that is longer.
  public var window: StepCount?

  /// What the models are told beside seasons and window.
  public var parameters = ForecastModel.Parameters()

  /// The most steps that are forecast.
  public static let longestHorizon = 10_000

  /// The most steps that a window may have.
  public static let longestWindow = 1_000_000

  /// An hour ahead, by the best model, without quantiles.
  public init() {}

  /// The forecast of every step up to the horizon, from `series` alone.
  ///
  /// - Throws: where a setting does not fit the series's step, or the model has no answer, with the reason.
  public func answer(_ series: RegularSeries) throws(ForecastLineError) -> ForecastAnswer {
    let step = series.step
    let horizon = try Self.steps(horizon, of: step)
    let parameters = try parameters(step: step)
    let targets = (1...horizon).map { ForecastTarget.value(steps: $0) }
    let models = model.forecasters(step: step, targets: targets, parameters: parameters)
    guard !models.isEmpty else {
      throw ForecastLineError("\(model.rawValue) cannot be made with these settings")
    }
    let forecaster = SeriesForecaster(replaying: series, models: models, targets: targets)
    var forecasts: [Forecast] = []
    forecasts.reserveCapacity(horizon)
    do {
      for index in targets.indices { forecasts.append(try forecaster.forecast(at: index)) }
    } catch {
      throw ForecastLineError("\(model.rawValue) has no answer: \(error)")
    }
    return ForecastAnswer(
      model: model, step: step, end: series.timestamp(at: series.values.count - 1), levels: levels,
      forecasts: forecasts)
  }

  /// A horizon in steps of `step`.
  static func steps(_ horizon: StepCount, of step: Duration) throws(ForecastLineError) -> Int {
    guard let steps = horizon.steps(of: step), steps <= longestHorizon else {
      throw ForecastLineError("the horizon is more than \(longestHorizon) steps")
    }
    return steps
  }

  /// The models' settings on a grid of `step`.
  func parameters(step: Duration) throws(ForecastLineError) -> ForecastModel.Parameters {
    var parameters = parameters
    for season in seasons {
      guard let duration = season.duration(of: step), duration >= step * 2,
        duration <= step * SeasonalNaive.longestSeason
      else {
        throw ForecastLineError(
          "a season is to be from 2 to \(SeasonalNaive.longestSeason) steps")
      }
      parameters.seasons.append(duration)
    }
    if let window {
      guard let duration = window.duration(of: step), duration <= step * Self.longestWindow else {
        throw ForecastLineError("the window is more than \(Self.longestWindow) steps")
      }
      parameters.window = duration
    }
    return parameters
  }
}
