public import Configuration
import Exposition
public import HTTPClient
import Synchronization
public import TimeSeries

/// A Prometheus-compatible server: Prometheus, Thanos, Mimir, VictoriaMetrics.
///
/// Each fetch sends every query as an instant query, all in flight together over kept-alive connections. An instant query
/// answers with the moment of evaluation, so a plain selector's age is asked for with a second query, `timestamp(...)`.
public final class PrometheusSource: SignalSource {
  public let name: String
  public let kind = "prometheus"

  private struct Query {
    var text: String
    var reduce: Reduction?
    /// The query for the samples' own timestamps, where `text` is a plain selector.
    var timestamps: String?
  }

  private let url: String
  private let access: HTTPAccess
  private let client: HTTPClient
  private let queries: [Query]

  /// A source that asks `queries`; selectors of other kinds of source are answered with an error.
  public init(
    name: String, settings: PrometheusSettings, queries: [SignalSelector], client: HTTPClient
  ) {
    self.name = name
    var url = settings.url
    while url.hasSuffix("/") { url.removeLast() }
    self.url = url
    access = HTTPAccess(settings: settings.access, timeout: settings.timeout)
    self.client = client
    self.queries = queries.map { selector in
      guard case .query(let text, let reduce) = selector else {
        return Query(text: "", reduce: nil, timestamps: nil)
      }
      return Query(
        text: text, reduce: reduce,
        timestamps: (try? SeriesSelector.parse(text)) == nil ? nil : "timestamp(\(text))")
    }
  }

  public func fetch(now: Timestamp) async -> FetchResult {
    let start = ContinuousClock.now
    let readings = await withTaskGroup(of: (Int, Reading).self) { group in
      for (index, query) in queries.enumerated() {
        group.addTask { (index, await self.read(query, now: now)) }
      }
      var readings = [Reading](repeating: .absent("not asked"), count: queries.count)
      for await (index, reading) in group { readings[index] = reading }
      return readings
    }
    return FetchResult(
      readings: readings, isUp: readings.contains { $0.showsLife },
      duration: ContinuousClock.now - start)
  }

  public func backfill(
    query index: Int, from: Timestamp, through: Timestamp, step: Duration
  ) async throws(SourceError) -> [Sample] {
    let query = queries[index]
    var samples: [Sample] = []
    for span in PrometheusRequest.spans(from: from, through: through, step: step) {
      let request = PrometheusRequest.range(
        query.text, from: span.from, through: span.through, step: step, timeout: access.timeout)
      let answer = try await ask(request)
      samples += try PrometheusReading.series(answer, reduce: query.reduce)
    }
    return samples
  }

  public func close() async {}

  private func read(_ query: Query, now: Timestamp) async -> Reading {
    guard !query.text.isEmpty else {
      return .failed(SourceError(.query, "expected a PromQL query for a prometheus source"))
    }
    async let times = timestamps(query, now: now)
    let reading: Reading
    do throws(SourceError) {
      let answer = try await ask(.instant(query.text, at: now, timeout: access.timeout))
      reading = try PrometheusReading.value(answer, reduce: query.reduce)
    } catch {
      reading = .failed(error)
    }
    guard case .value(let value, _) = reading, let oldest = await times else { return reading }
    return .value(value, at: oldest)
  }

  /// The timestamp of the oldest sample that a plain selector's value rests on; nil where the query is no plain selector or
  /// the server does not tell (the value then counts as of the evaluation).
  private func timestamps(_ query: Query, now: Timestamp) async -> Timestamp? {
    guard let text = query.timestamps else { return nil }
    do throws(SourceError) {
      let answer = try await ask(.instant(text, at: now, timeout: access.timeout))
      guard case .value(let seconds, _) = try PrometheusReading.value(answer, reduce: .min) else {
        return nil
      }
      return Timestamp(seconds: seconds)
    } catch {
      return nil
    }
  }

  /// One request and its parsed answer; every way in which a server can fail becomes a `SourceError`.
  private func ask(_ request: PrometheusRequest) async throws(SourceError) -> PrometheusResponse.Data {
    let post = try access.request(
      "POST", url + request.path,
      headers: [("Content-Type", "application/x-www-form-urlencoded")], body: request.form)
    let response: HTTPClientResponse
    do throws(HTTPClientError) {
      response = try await client.execute(post)
    } catch {
      throw SourceError(error)
    }
    switch response.status {
    case 200, 400, 422: break
    case 401, 403:
      throw SourceError(
        .authentication, "the server answered \(response.status); expected 200: check credentials")
    case 502, 503, 504:
      throw SourceError(.unavailable, "the server answered \(response.status); expected 200")
    default:
      throw SourceError(.status, "the server answered \(response.status); expected 200")
    }
    return try PrometheusReading.answer(response.body, status: response.status)
  }
}

extension Reading {
  /// Whether the source must have answered for this reading to come about.
  var showsLife: Bool {
    switch self {
    case .value, .absent: true
    case .failed(let error):
      switch error.reason {
      case .query, .severalSeries, .wrongType: true
      case .timeout, .connection, .tls, .authentication, .status, .malformed, .tooLarge,
        .unavailable, .secret:
        false
      }
    }
  }
}
