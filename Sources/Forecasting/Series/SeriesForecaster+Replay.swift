public import TimeSeries

extension SeriesForecaster {
  /// The longest stretch that is lived through at once, in steps; of a longer one only the end counts.
  static let longestCatchUp: Int64 = 100_000

  /// A forecaster that has lived through `archive` up to the last grid step at or before `moment`, so that it has
  /// intervals at once after a start.
  ///
  /// Replays as many steps as it takes to score `errorCapacity` forecasts, and a day before them, at most 100,000: the cost has a bound that
  /// does not depend on the length of `archive`.
  public init(
    replaying archive: CompressedSeries, through moment: Timestamp, step: Duration,
    models: [any Forecaster], targets: [ForecastTarget], options: Options = Options()
  ) {
    self.init(step: step, now: moment, models: models, targets: targets, options: options)
    guard let first = archive.first else { return }
    let length = step.milliseconds
    let (reach, overflow) = replaySteps.multipliedReportingOverflow(by: length)
    let (earliest, underflow) = now.milliseconds.subtractingReportingOverflow(reach)
    // A sample at t belongs to the first step at or after t, so the step before that one is where the replay begins.
    let (shortly, _) = first.timestamp.milliseconds.subtractingReportingOverflow(1)
    let before = Timestamp(milliseconds: shortly).aligned(to: step)
    let start = overflow || underflow ? before.milliseconds : max(earliest, before.milliseconds)
    guard start < now.milliseconds else { return }
    history = GridHistory(step: step, now: Timestamp(milliseconds: start))
    advance(to: moment, archive: archive)
  }

  /// A forecaster that has lived through the end of `series`, whose last value is the newest step.
  ///
  /// As `init(replaying:through:step:models:targets:options:)`, for values that are in memory anyway: all of them stay there.
  public init(
    replaying series: RegularSeries, models: [any Forecaster], targets: [ForecastTarget],
    options: Options = Options()
  ) {
    self.init(
      step: series.step, now: series.start, models: models, targets: targets, options: options)
    history = GridHistory(series)
    let count = Int(min(Int64(series.values.count), replaySteps))
    for age in (0..<count).reversed() {
      history.rewind(to: age)
      takeIn(predicts: age == 0)
    }
  }

  /// The number of newest steps that a replay lives through.
  private var replaySteps: Int64 {
    let scored = errorCapacity.multipliedReportingOverflow(by: stride)
    let farthest = targets.map(\.steps).max() ?? 1
    let day = 86_400_000 / history.step.milliseconds
    let (steps, overflow) = Int64(scored.partialValue).addingReportingOverflow(Int64(farthest))
    guard !scored.overflow, !overflow else { return Self.longestCatchUp }
    return min(steps + min(day, Self.longestCatchUp), Self.longestCatchUp)
  }
}
