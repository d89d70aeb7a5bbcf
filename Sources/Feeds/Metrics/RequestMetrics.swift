import Exposition
import Synchronization

/// Counts and times of HTTP requests, recorded by the server's threads.
final class RequestMetrics: Sendable {
  private struct Key: Hashable {
    var handler: String
    var code: Int
  }

  private struct State {
    var counts: [Key: Counter] = [:]
    var durations: [String: Histogram] = [:]
    var connectionErrors = Counter()
  }

  private let state = Mutex(State())

  /// Counts one request; `status` is nil where the client went away before it was answered (counted as 499).
  func record(handler: String, status: Int?, duration: Duration) {
    state.withLock { state in
      state.counts[Key(handler: handler, code: status ?? 499), default: Counter()].add()
      state.durations[handler, default: .ofDurations].observe(duration)
    }
  }

  /// Counts a connection that broke or did not speak HTTP.
  func recordConnectionError() {
    state.withLock { state in _ = state.connectionErrors.add() }
  }

  /// Adds the families to a page.
  func add(to page: inout MetricPage) throws(ExpositionError) {
    let state = state.withLock { $0 }
    let counts = state.counts
    let durations = state.durations
    let requests = try page.add(
      MetricFamily(
        "outrider_http_requests_total", .counter, help: "HTTP requests by handler and status code.")
    )
    for (key, counter) in counts.sorted(by: {
      ($0.key.handler, $0.key.code) < ($1.key.handler, $1.key.code)
    }) {
      page[requests].append(
        try LabelBlock(["handler": key.handler, "code": String(key.code)]), counter)
    }
    let times = try page.add(
      MetricFamily(
        "outrider_http_request_duration_seconds", .histogram,
        help: "How long HTTP requests took, to the last byte sent.", unit: "seconds"))
    for (handler, histogram) in durations.sorted(by: { $0.key < $1.key }) {
      try page[times].addSeries(try LabelBlock(["handler": handler]), histogram)
    }
    let errors = try page.add(
      MetricFamily(
        "outrider_http_connection_errors_total", .counter,
        help: "Connections that broke, or did not speak HTTP."))
    page[errors].append(.none, state.connectionErrors)
  }
}
