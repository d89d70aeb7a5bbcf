public import Configuration
import Exposition
public import HTTPClient
import Synchronization
public import TimeSeries

/// An application's own /metrics, in text or OpenMetrics: one scrape a cycle for all queries.
public final class ExpositionSource: SignalSource {
  public let name: String
  public let kind = "exposition"

  private struct Query {
    var selector: SeriesSelector
    var window: Duration?
    var reduce: Reduction?
  }

  /// The counters of one query, by their labels.
  private typealias Counters = [[PageSample.Label]: CounterRate]

  /// How a page is asked for: OpenMetrics where it is to be had, as Prometheus asks.
  private static let accept =
    "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1"

  private let url: String
  private let access: HTTPAccess
  private let client: HTTPClient
  private let queries: [Query]
  private let counters: Mutex<[Counters]>

  /// A source that reads `queries`.
  ///
  /// - Throws: `.query` for a selector that is malformed, or of another kind of source.
  public init(
    name: String, settings: ExpositionSettings, queries: [SignalSelector], client: HTTPClient
  ) throws(SourceError) {
    self.name = name
    url = settings.url
    access = HTTPAccess(settings: settings.access, timeout: settings.timeout)
    self.client = client
    var parsed: [Query] = []
    for query in queries {
      guard case .metric(let text, let window, let reduce) = query else {
        throw SourceError(.query, "expected a metric for the exposition source \(name)")
      }
      do throws(SelectorError) {
        parsed.append(
          Query(selector: try SeriesSelector.parse(text), window: window, reduce: reduce))
      } catch {
        throw SourceError(.query, "metric \(text): \(error)")
      }
    }
    self.queries = parsed
    counters = Mutex(queries.map { _ in [:] })
  }

  public func fetch(now: Timestamp) async -> FetchResult {
    let start = ContinuousClock.now
    do throws(SourceError) {
      let pages = try await scrape()
      var readings: [Reading] = []
      for (index, query) in queries.enumerated() {
        readings.append(read(query, index: index, of: pages[index], now: now))
      }
      return FetchResult(
        readings: readings, isUp: true, duration: ContinuousClock.now - start)
    } catch {
      return FetchResult(
        readings: queries.map { _ in .failed(error) }, isUp: false,
        duration: ContinuousClock.now - start)
    }
  }

  public func backfill(
    query index: Int, from: Timestamp, through: Timestamp, step: Duration
  ) async throws(SourceError) -> [Sample] { [] }

  public func close() async {}

  /// The samples that each query selects.
  private func scrape() async throws(SourceError) -> [[PageSample]] {
    let request = try access.request("GET", url, headers: [("Accept", Self.accept)])
    let response: HTTPClientResponse
    do throws(HTTPClientError) {
      response = try await client.execute(request)
    } catch {
      throw SourceError(error)
    }
    switch response.status {
    case 200: break
    case 401, 403:
      throw SourceError(
        .authentication, "the page answered \(response.status); expected 200: check credentials")
    case 502, 503, 504:
      throw SourceError(.unavailable, "the page answered \(response.status); expected 200")
    default:
      throw SourceError(.status, "the page answered \(response.status); expected 200")
    }
    let format = ExpositionFormat(contentType: response.headers["Content-Type"] ?? "")
    do throws(PageError) {
      return try PageParser.samples(
        response.body, format: format,
        selectors: queries.map(\.selector))
    } catch {
      throw SourceError(.malformed, "not a page of metrics: \(error)")
    }
  }

  private func read(
    _ query: Query, index: Int, of samples: [PageSample], now: Timestamp
  ) -> Reading {
    guard samples.count <= 1 || query.reduce != nil else {
      return .failed(
        SourceError(
          .severalSeries,
          "the metric has \(samples.count) series; expected one: add matchers, or set reduce"))
    }
    guard !samples.isEmpty else { return .absent("the page has no such series") }
    guard let window = query.window else {
      let oldest = samples.compactMap(\.timestampMilliseconds).min().map {
        Timestamp(milliseconds: $0)
      }
      return reading(samples.map(\.value), query, at: oldest ?? now)
    }
    let rates = counters.withLock { counters -> [Double?] in
      // A series that is gone takes its past along: if it comes back, that is another counter.
      var next: Counters = [:]
      for sample in samples {
        var rate = counters[index][sample.labels] ?? CounterRate(window: window)
        rate.append(Sample(timestamp: now, value: sample.value))
        next[sample.labels] = rate
      }
      counters[index] = next
      return samples.map { next[$0.labels]?.perSecond }
    }
    let known = rates.compactMap { $0 }
    guard known.count == rates.count else {
      return .absent("a rate needs two scrapes within \(window.prometheusText)")
    }
    return reading(known, query, at: now)
  }

  private func reading(_ values: [Double], _ query: Query, at moment: Timestamp) -> Reading {
    guard let value = (query.reduce ?? .sum).apply(to: values) else {
      return .absent("the metric is NaN or an infinity")
    }
    return .value(value, at: moment)
  }
}
