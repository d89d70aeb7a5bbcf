public import Configuration
import Exposition
public import HTTPClient
import Synchronization
public import TimeSeries

/// An application's own /metrics, in text or OpenMetrics: one scrape a cycle for all queries.
public final class ExpositionSource: SignalSource {
  /// The configured name.
  public let name: String

  /// `exposition`.
  public let kind = "exposition"

  /// The most that a page may hold, in bytes: those of large exporters have ten megabytes.
  private static let maximumBodyBytes = 32 << 20

  /// How a page is asked for: OpenMetrics where it is to be had, as Prometheus asks.
  private static let accept =
    "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1"

  private let url: String
  private let access: HTTPAccess
  private let client: HTTPClient
  private let selectors: [SeriesSelector]
  private let queries: Mutex<[ExpositionQuery]>

  /// A source that reads `queries`.
  ///
  /// - Parameter client: shared among sources; it is not shut down with this one.
  /// - Throws: `.settings` for a selector that is malformed, or of another kind of source.
  public init(
    name: String, settings: ExpositionSettings, queries: [SignalSelector], client: HTTPClient
  ) throws(SourceError) {
    self.name = name
    url = settings.url
    access = HTTPAccess(
      settings: settings.access, timeout: settings.timeout,
      maximumBodyBytes: Self.maximumBodyBytes)
    self.client = client
    var parsed: [ExpositionQuery] = []
    for query in queries {
      guard case .metric(let text, let window, let reduce) = query else {
        throw SourceError(.settings, "expected a metric for the exposition source \(name)")
      }
      parsed.append(try ExpositionQuery(text, rate: window, reduce: reduce))
    }
    selectors = parsed.map(\.selector)
    self.queries = Mutex(parsed)
  }

  /// Scrapes the page once.
  public func fetch(now: Timestamp) async -> FetchResult {
    let start = ContinuousClock.now
    let readings: [Reading]
    var isUp = false
    do throws(SourceError) {
      let samples = try await scrape()
      isUp = true
      readings = queries.withLock { queries in
        queries.indices.map { queries[$0].read(samples[$0], now: now) }
      }
    } catch {
      readings = selectors.map { _ in .failed(error) }
    }
    return FetchResult(readings: readings, isUp: isUp, duration: ContinuousClock.now - start)
  }

  /// A page has no past.
  public func backfill(
    query index: Int, from: Timestamp, through: Timestamp, step: Duration
  ) async throws(SourceError) -> [Sample] { [] }

  /// Does nothing: connections belong to the client.
  public func close() async {}

  /// The samples that each query selects.
  private func scrape() async throws(SourceError) -> [[PageSample]] {
    let identity = try access.identity()
    let response = try await access.send(
      "GET", url, headers: [("Accept", Self.accept)], as: identity, over: client)
    guard response.status == 200 else { throw SourceError(status: response.status) }
    let format = ExpositionFormat(contentType: response.headers["Content-Type"] ?? "")
    do throws(PageError) {
      return try PageParser.samples(response.body, format: format, selectors: selectors)
    } catch {
      throw SourceError(.malformed, "not a page of metrics: \(identity.excerpt("\(error)"))")
    }
  }
}
