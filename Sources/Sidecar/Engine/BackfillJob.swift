import Configuration
import Scaling
import SignalSources
import TimeSeries

/// The past of one signal, to be read from its source.
struct BackfillJob: Sendable {
  /// One query of one source.
  struct Query: Sendable {
    var source: any SignalSource
    var index: Int
  }

  var workload: String
  var signal: SignalSettings
  var load: Query
  /// The replicas that make load of a utilization.
  var replicas: Query?
  var from: Timestamp
  var through: Timestamp
  var step: Duration
  /// How often it has failed.
  var failures = 0

  /// Reads the past, newest stretch first where there are several, and makes load of it. Moments without a value are left out.
  func run() async throws(SourceError) -> BackfillDelivery {
    var samples = try await load.source.backfill(
      query: load.index, from: from, through: through, step: step
    ).filter { $0.isKnown && $0.value >= 0 }
    if let replicas {
      let counts = try await replicas.source.backfill(
        query: replicas.index, from: from, through: through, step: step)
      var known: [Timestamp: Int] = [:]
      for count in counts where count.isKnown && count.value >= 0 && count.value < 1e9 {
        known[count.timestamp] = Int(count.value.rounded())
      }
      samples = samples.compactMap { sample in
        signal.target.load(from: sample.value, ready: known[sample.timestamp]).map {
          Sample(timestamp: sample.timestamp, value: $0)
        }
      }
    }
    return BackfillDelivery(
      workload: workload, signal: signal.name, reference: signal.reference, target: signal.target,
      past: CompressedSeries(samples))
  }
}

/// The past of one signal, as load.
struct BackfillDelivery: Sendable {
  var workload: String
  var signal: String
  /// What was read, which may have changed since.
  var reference: SignalReference
  var target: SignalTarget
  /// The known samples; compressed here and not in the cycle, since many may wait to be taken in.
  var past: CompressedSeries

  /// Whether it is the past of a signal with these settings.
  func belongs(to settings: SignalSettings) -> Bool {
    settings.reference == reference && settings.target.isSameKind(as: target)
  }
}

extension CompressedSeries {
  /// A series of samples in ascending order.
  init(_ samples: [Sample]) {
    self.init()
    for sample in samples { append(sample) }
  }

  /// Every sample, oldest first.
  var allSamples: [Sample] {
    guard let first, let last else { return [] }
    return samples(from: first.timestamp, through: last.timestamp)
  }
}
