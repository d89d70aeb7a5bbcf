import Configuration
import Exposition
import TimeSeries

/// One metric of a page, and what is remembered of it where it is a counter.
struct ExpositionQuery: Sendable {
  /// A series by its name and labels, whatever their order.
  private struct SeriesKey: Hashable {
    var name: String
    var labels: Set<PageSample.Label>

    init(_ sample: PageSample) {
      name = sample.name
      labels = Set(sample.labels)
    }
  }

  let selector: SeriesSelector
  private let window: Duration?
  private let reduce: Reduction?
  private var counters: [SeriesKey: CounterRate] = [:]

  /// The metric `text`: the rate over `window` where there is one.
  init(_ text: String, rate window: Duration?, reduce: Reduction?) throws(SourceError) {
    do throws(SelectorError) {
      selector = try SeriesSelector.parse(text)
    } catch {
      throw SourceError(.settings, "metric \(text): \(error)")
    }
    self.window = window
    self.reduce = reduce
  }

  /// What the selected samples of a page, scraped at `now`, come to.
  mutating func read(_ samples: [PageSample], now: Timestamp) -> Reading {
    let isTwice = Set(samples.map(SeriesKey.init)).count < samples.count
    guard !isTwice else {
      return .failed(
        SourceError(.malformed, "the page has a series twice; expected each once"))
    }
    if let window { return rate(of: samples, over: window, now: now) }
    guard samples.count <= 1 || reduce != nil else { return severalSeries(samples.count) }
    guard !samples.isEmpty else { return .absent("the page has no such series") }
    // A page's own time can be ahead of this machine's.
    let oldest = samples.compactMap(\.timestampMilliseconds).min()
      .map { min(Timestamp(milliseconds: $0), now) }
    return reading(samples.map(\.value), at: oldest ?? now)
  }

  /// As PromQL's `rate` within an aggregation: series that were scraped once only do not count yet.
  private mutating func rate(
    of samples: [PageSample], over window: Duration, now: Timestamp
  ) -> Reading {
    // A series that is gone takes its past along: if it comes back, that is another counter.
    var next: [SeriesKey: CounterRate] = [:]
    var rates: [Double] = []
    for sample in samples {
      let key = SeriesKey(sample)
      var counter = counters[key] ?? CounterRate(window: window)
      counter.append(Sample(timestamp: now, value: sample.value))
      next[key] = counter
      if let rate = counter.perSecond { rates.append(sample.value.isFinite ? rate : .nan) }
    }
    counters = next
    guard samples.count <= 1 || reduce != nil else { return severalSeries(samples.count) }
    guard !samples.isEmpty else { return .absent("the page has no such series") }
    guard !rates.isEmpty else {
      return .absent("a rate needs two scrapes within \(window.prometheusText)")
    }
    return reading(rates, at: now)
  }

  private func severalSeries(_ count: Int) -> Reading {
    .failed(
      SourceError(
        .severalSeries,
        "the metric has \(count) series; expected one: add matchers, or set reduce"))
  }

  private func reading(_ values: [Double], at moment: Timestamp) -> Reading {
    guard let value = (reduce ?? .sum).apply(to: values) else {
      return .absent("the metric is NaN or an infinity")
    }
    return .value(value, at: moment)
  }
}
