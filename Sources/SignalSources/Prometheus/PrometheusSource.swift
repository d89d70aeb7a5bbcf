public import Configuration
import Exposition
public import HTTPClient
public import TimeSeries

/// A Prometheus-compatible server: Prometheus, Thanos, Mimir, VictoriaMetrics.
///
/// Each fetch sends every query as an instant query, all in flight together over kept-alive connections. An instant query
/// answers with the moment of evaluation, so a plain selector's age is asked for with a second query, `timestamp(...)`.
public final class PrometheusSource: SignalSource {
  /// The configured name.
  public let name: String

  /// `prometheus`.
  public let kind = "prometheus"

  /// The most that an answer may hold, in bytes: 10,000 points of one series are 0.3 MB.
  private static let maximumBodyBytes = 8 << 20

  private struct Query {
    var text: String
    var reduce: Reduction?
    /// The query for the samples' own timestamps, where `text` is a plain selector.
    var timestamps: String?
    /// Whether every series counts, with its labels.
    var isTable = false

    init?(_ selector: SignalSelector) {
      if case .table(let text) = selector {
        self.text = text
        isTable = true
        return
      }
      guard case .query(let text, let reduce) = selector else { return nil }
      self.text = text
      self.reduce = reduce
      let isPlain = (try? SeriesSelector.parse(text)) != nil
      timestamps = isPlain ? "timestamp(\(text))" : nil
    }
  }

  private let url: ServerURL
  private let access: HTTPAccess
  private let client: HTTPClient
  private let queries: [Query?]

  /// A source that asks `queries`; selectors of other kinds of source are answered with an error.
  ///
  /// - Parameter client: shared among sources; it is not shut down with this one.
  public init(
    name: String, settings: PrometheusSettings, queries: [SignalSelector], client: HTTPClient
  ) {
    self.name = name
    url = ServerURL(settings.url)
    access = HTTPAccess(
      settings: settings.access, timeout: settings.timeout,
      maximumBodyBytes: Self.maximumBodyBytes)
    self.client = client
    self.queries = queries.map(Query.init)
  }

  /// Asks every query at once; none waits for another.
  public func fetch(now: Timestamp) async -> FetchResult {
    let start = ContinuousClock.now
    let readings: [Reading]
    do throws(SourceError) {
      let identity = try access.identity()
      readings = await withTaskGroup(of: (Int, Reading).self) { group in
        for (index, query) in queries.enumerated() {
          group.addTask { (index, await self.read(query, now: now, as: identity)) }
        }
        var readings = [Reading](repeating: .absent("not asked"), count: queries.count)
        for await (index, reading) in group { readings[index] = reading }
        return readings
      }
    } catch {
      readings = queries.map { _ in .failed(error) }
    }
    return FetchResult(
      readings: readings, isUp: readings.contains { $0.showsLife },
      duration: ContinuousClock.now - start)
  }

  /// Asks range queries, each below the server's limit of points; a long answer is asked for in halves.
  public func backfill(
    query index: Int, from: Timestamp, through: Timestamp, step: Duration
  ) async throws(SourceError) -> [Sample] {
    guard let query = queries[index] else { throw .notAQuery }
    var samples: [Sample] = []
    var ambiguity = 1
    try await range(query, from: from, through: through, step: step, labels: .skipped) {
      (data, span) throws(SourceError) in
      let past = try PrometheusReading.past(data, over: span, reduce: query.reduce)
      samples += past.samples
      ambiguity = max(ambiguity, past.ambiguity)
    }
    if samples.isEmpty, ambiguity > 1 { throw SourceError(severalSeries: ambiguity) }
    return samples
  }

  /// The most values that `series` takes in.
  public static let maximumValues = 20_000_000

  /// Every series that query `index` has from `from` through `through`, one for each label set, in the order of their names; how they become one does not
  /// count. Each has its known samples, oldest first, and there is at least one.
  ///
  /// Asks as `backfill` does.
  ///
  /// - Throws: what the server says, and `.tooLarge` for more than `maximumValues` in all.
  public func series(
    query index: Int, from: Timestamp, through: Timestamp, step: Duration
  ) async throws(SourceError) -> [PrometheusRangeSeries] {
    guard let query = queries[index] else { throw .notAQuery }
    var found: [String: [Sample]] = [:]
    var count = 0
    try await range(query, from: from, through: through, step: step, labels: .decoded) {
      (data, span) throws(SourceError) in
      for series in try PrometheusReading.series(data, over: span) {
        let known = series.samples.filter(\.isKnown)
        if known.isEmpty { continue }
        count += known.count
        guard count <= Self.maximumValues else {
          throw SourceError(
            .tooLarge,
            "the series have more than \(Self.maximumValues) values; expected fewer: aggregate them, or ask for less time or a longer step"
          )
        }
        let labels = series.labels.map { (name: $0.name, value: $0.value) }
        found[SeriesText.text(labels), default: []] += known
      }
    }
    return found.sorted { $0.key < $1.key }.map {
      PrometheusRangeSeries(name: $0.key, samples: $0.value)
    }
  }

  /// Asks `query` for its past in spans, oldest first, and hands each answer to `body`; one that is too long is asked for in halves.
  private func range(
    _ query: Query, from: Timestamp, through: Timestamp, step: Duration,
    labels: PrometheusResponse.LabelReading,
    _ body: (PrometheusResponse.Data, PrometheusRequest.Span) throws(SourceError) -> Void
  ) async throws(SourceError) {
    let step = Duration.milliseconds(max(step.milliseconds, 1))
    // Newest on top.
    var spans = Array(PrometheusRequest.spans(from: from, through: through, step: step).reversed())
    while let span = spans.popLast() {
      let data: PrometheusResponse.Data
      do throws(SourceError) {
        let request = PrometheusRequest.range(
          query.text, over: span, step: step, timeout: access.timeout)
        data = try await ask(request, as: try access.identity(), labels: labels)
      } catch {
        // Many series make a long answer; half the time makes half of it.
        guard error.reason == .tooLarge,
          let (first, second) = PrometheusRequest.halves(of: span, step: step)
        else { throw error }
        spans += [second, first]
        continue
      }
      try body(data, span)
    }
  }

  /// Does nothing: connections belong to the client.
  public func close() async {}

  private func read(
    _ query: Query?, now: Timestamp, as identity: HTTPAccess.Identity
  ) async -> Reading {
    guard let query else { return .failed(.notAQuery) }
    if query.isTable {
      do throws(SourceError) {
        let request = PrometheusRequest.instant(query.text, at: now, timeout: access.timeout)
        let data = try await ask(request, as: identity, labels: .decoded)
        return .table(try PrometheusReading.table(data), at: now)
      } catch {
        return .failed(error)
      }
    }
    async let sampled = moment(of: query, now: now, as: identity)
    do throws(SourceError) {
      let data = try await ask(
        .instant(query.text, at: now, timeout: access.timeout), as: identity)
      let reading = try PrometheusReading.value(data, reduce: query.reduce)
      guard case .value(let value, let evaluation) = reading else { return reading }
      return .value(value, at: try await sampled.get() ?? evaluation)
    } catch {
      return .failed(error)
    }
  }

  /// The timestamp of the oldest sample that a plain selector's value rests on.
  ///
  /// A value whose age could not be asked is not taken for a fresh one: that is an error. Nil, so that the value counts as of
  /// the evaluation, where the query is no plain selector, or the server answers that it has no timestamps for it.
  private func moment(
    of query: Query, now: Timestamp, as identity: HTTPAccess.Identity
  ) async -> Result<Timestamp?, SourceError> {
    guard let text = query.timestamps else { return .success(nil) }
    do throws(SourceError) {
      let data = try await ask(.instant(text, at: now, timeout: access.timeout), as: identity)
      let reading = try PrometheusReading.value(data, reduce: .min)
      guard case .value(let seconds, _) = reading else { return .success(nil) }
      return .success(Timestamp(seconds: seconds))
    } catch  where error.reason == .query {
      return .success(nil)
    } catch {
      return .failure(
        SourceError(error.reason, "the value's age cannot be asked for: \(error.message)"))
    }
  }

  /// One request and its answer's data; every way in which a server can fail becomes a `SourceError`.
  private func ask(
    _ request: PrometheusRequest, as identity: HTTPAccess.Identity,
    labels: PrometheusResponse.LabelReading = .skipped
  ) async throws(SourceError) -> PrometheusResponse.Data {
    let response = try await access.send(
      "POST", url.appending(request.path),
      headers: [("Content-Type", "application/x-www-form-urlencoded")], body: request.form,
      as: identity, over: client)
    return try PrometheusReading.answer(response, to: identity, labels: labels)
  }
}

extension SourceError {
  fileprivate static let notAQuery = SourceError(
    .settings, "expected a PromQL query for a prometheus source")
}
