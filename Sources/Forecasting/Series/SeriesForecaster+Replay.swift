public import TimeSeries

extension SeriesForecaster {
  /// The longest stretch that is lived through at once, in steps; of a longer one only the end counts.
  static let longestCatchUp: Int64 = 200_000

  /// A forecaster that has lived through `archive` up to the last grid step at or before `moment`, so that it has
  /// intervals at once after a start.
  ///
  /// Looks at `Options.historySpan`, at most 200,000 steps: the cost has a bound that does not depend on the length of `archive`. The models learn
  /// from what was known where the scored stretch begins, once in it and at its end, so that every scored forecast is one of the future.
  public init(
    replaying archive: CompressedSeries, companions: [CompressedSeries] = [],
    through moment: Timestamp, step: Duration,
    models: [any Forecaster], targets: [ForecastTarget], options: Options = Options()
  ) {
    self.init(
      step: step, now: moment, models: models, targets: targets,
      companionCount: companions.count, options: options)
    guard let first = archive.first else { return }
    let length = step.milliseconds
    let span = Int64(historySteps)
    // A sample at t belongs to the first step at or after t.
    let (elapsed, overflow) = now.milliseconds.subtractingReportingOverflow(
      first.timestamp.alignedUp(to: step).milliseconds)
    guard overflow || elapsed >= 0 else { return }
    let count = overflow ? span : min(span, elapsed / length + 1)
    let start = Timestamp(milliseconds: now.milliseconds - (count - 1) * length)
    let series = ([archive] + companions).map {
      RegularSeries($0, from: start, step: step, count: Int(count))
    }
    replay(series[0], companions: Array(series[1...]))
    history.trim(to: denseCapacity)
  }

  /// A forecaster that has lived through the end of `series`, whose last value is the newest step.
  ///
  /// As `init(replaying:companions:through:step:models:targets:options:)`, for values that are in memory anyway: all of them stay there.
  public init(
    replaying series: RegularSeries, companions: [RegularSeries] = [],
    models: [any Forecaster], targets: [ForecastTarget], options: Options = Options()
  ) {
    self.init(
      step: series.step, now: series.start, models: models, targets: targets,
      companionCount: companions.count, options: options)
    replay(series, companions: companions)
  }

  private mutating func replay(_ series: RegularSeries, companions: [RegularSeries]) {
    history = GridHistory(series, companions: companions)
    let count = series.values.count
    guard count > 0 else { return }
    let scored = min(count, scoredSteps, max(count / 2, Self.leastKnownSteps))
    if scored < count {
      // What comes before the scored stretch is learnt from as a whole.
      for age in (scored..<min(count, scored + stepsPerDay)).reversed() {
        history.rewind(to: age)
        observeVolatility()
      }
      history.rewind(to: scored)
      knownSteps = series.values.prefix(count - scored).count { $0.isFinite }
      if isRefitDue { refit() }
    }
    for age in (0..<scored).reversed() {
      history.rewind(to: age)
      // Until the models are weighed, errors are those of other weights.
      if age == scored - scored / 4, refitAt != nil { forgetErrors() }
      takeIn(predicts: age == 0)
      let isDue = refitAt.map { history.index - $0 >= Int64(scored / Self.replayRefits) } ?? true
      if age == 0 || isDue, isRefitDue { refit() }
    }
    if knownSteps >= Self.leastKnownSteps, refitAt != history.index { refit() }
    predict()
  }

  /// The number of refits that a replay is divided by.
  private static let replayRefits = 2

  /// The number of newest steps whose forecasts a replay scores.
  private var scoredSteps: Int {
    let farthest = targets.map(\.steps).max() ?? 1
    let (steps, overflow) = errorCapacity.multipliedReportingOverflow(by: stride)
    return overflow ? Int(Self.longestCatchUp) : min(steps + farthest, Int(Self.longestCatchUp))
  }

  private var stepsPerDay: Int {
    Int(min(86_400_000 / history.step.milliseconds, Self.longestCatchUp))
  }
}
