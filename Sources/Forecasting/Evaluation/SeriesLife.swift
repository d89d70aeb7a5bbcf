import TimeSeries

/// A series that comes step by step, and what its forecasters know of it: never more than has come.
struct SeriesLife {
  private let series: RegularSeries
  /// The steps that have come.
  private var archive = CompressedSeries()
  private var next = 0

  /// The life of `series` where all steps before the one at index `first` have come. O(first).
  init(_ series: RegularSeries, from first: Int) {
    self.series = series
    while next < first { append() }
  }

  /// A forecaster made of `models` that has lived through what has come, as at a start of the sidecar; nil without models.
  func forecaster(of models: [any Forecaster], targets: [ForecastTarget]) -> SeriesForecaster? {
    guard !models.isEmpty else { return nil }
    return SeriesForecaster(
      replaying: archive, through: moment(next - 1), step: series.step, models: models,
      targets: targets, options: options)
  }

  /// Lets the next step come, and `forecasters` forecast from it.
  mutating func takeIn(_ forecasters: inout [SeriesForecaster?]) {
    append()
    for place in forecasters.indices {
      forecasters[place]?.advance(to: moment(next - 1), archive: archive)
    }
  }

  /// Lets those learn anew for which that is due. In the sidecar that happens beside the cycle and counts from the next step on: call it when the
  /// forecasts of this one have been taken.
  func refit(_ forecasters: inout [SeriesForecaster?]) {
    for place in forecasters.indices where forecasters[place]?.isRefitDue == true {
      forecasters[place]?.refit(archive: archive)
    }
  }

  private mutating func append() {
    archive.append(Sample(timestamp: moment(next), value: series.values[next]))
    next += 1
  }

  /// The moment of the step at `index` on the forecasters' grid, whose steps are multiples of the step: less than a step after the series's own.
  private func moment(_ index: Int) -> Timestamp {
    series.timestamp(at: index).alignedUp(to: series.step)
  }

  /// The sidecar's. Where a step is longer than an hour, models learn from as many steps as they do from hours.
  private var options: SeriesForecaster.Options {
    var options = SeriesForecaster.Options()
    let hours = Int(options.historySpan.milliseconds / 3_600_000)
    options.historySpan = max(options.historySpan, series.step * hours)
    return options
  }
}
