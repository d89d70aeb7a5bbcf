import Exposition
import Synchronization

/// What /metrics is made on, snapshot after snapshot: most series come again, and keep their text.
final class MetricsCanvas: Sendable {
  /// Answers that were given.
  let requests = RequestMetrics()

  /// What Outrider did to replicas itself.
  let scaling = ScalingOperations()

  private let page = Mutex(MetricPage())

  /// A snapshot's page in one of the two forms.
  ///
  /// - Throws: only where a family is malformed, which the tests of this room would show.
  func render(
    _ snapshot: Snapshot, _ format: ExpositionFormat
  ) throws(ExpositionError) -> [UInt8] {
    try page.withLock { page throws(ExpositionError) in
      var metrics = MetricsPage(snapshot: snapshot, requests: requests, scaling: scaling)
      return try metrics.render(format, on: &page)
    }
  }
}
