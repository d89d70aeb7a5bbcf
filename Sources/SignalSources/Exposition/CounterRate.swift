import TimeSeries

/// The rate of one counter, from the scrapes within a window.
///
/// The increase between the oldest and the newest scrape of the window, divided by the time between them; a value
/// below the one before is a reset, after which the counter began at 0. Unlike PromQL's `rate` nothing is
/// extrapolated to the window's ends.
struct CounterRate: Sendable {
  private let window: Duration
  private var samples: [Sample] = []

  /// A counter that was not scraped yet.
  init(window: Duration) {
    self.window = window
  }

  /// Takes in a scrape. An unknown value is left out, as is a second one of the same moment; where the clock was
  /// set back, the past counts no more.
  mutating func append(_ sample: Sample) {
    guard sample.isKnown else { return }
    if let last = samples.last {
      if sample.timestamp == last.timestamp { return }
      if sample.timestamp < last.timestamp { samples = [] }
    }
    samples.append(sample)
    let oldest = sample.timestamp - window
    let expired = samples.prefix { $0.timestamp < oldest }.count
    samples.removeFirst(expired)
  }

  /// The rate per second; nil before the second scrape within the window. O(scrapes in the window).
  var perSecond: Double? {
    guard let first = samples.first, let last = samples.last, last.timestamp > first.timestamp
    else { return nil }
    var increase = 0.0
    for (before, after) in zip(samples, samples.dropFirst()) {
      increase += after.value >= before.value ? after.value - before.value : after.value
    }
    let rate = increase / (last.timestamp - first.timestamp).inSeconds
    return rate.isFinite ? rate : nil
  }
}
