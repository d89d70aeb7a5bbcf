import TimeSeries

/// The rate of one counter, from the scrapes within a window.
///
/// The increase between the oldest and the newest scrape of the window, divided by the time between them; a value below the one before
/// is a reset, after which the counter began at 0. Unlike PromQL's `rate` nothing is extrapolated to the window's ends.
struct CounterRate: Sendable {
  private let window: Duration
  private var samples: [Sample] = []

  init(window: Duration) {
    self.window = window
  }

  /// Takes in a scrape; an unknown value, or one from before the last scrape, is left out.
  mutating func append(_ sample: Sample) {
    guard sample.isKnown, samples.last.map({ $0.timestamp < sample.timestamp }) ?? true else {
      return
    }
    samples.append(sample)
    let oldest = sample.timestamp - window
    samples.removeAll { $0.timestamp < oldest }
  }

  /// The rate per second; nil before the second scrape within the window.
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
