public import TimeSeries

/// Something that signals are read from. A source never throws: what went wrong is the answer.
///
/// A source is asked once a cycle for everything that workloads want of it, and decides itself how
/// to fetch that together.
public protocol SignalSource: AnyObject, Sendable {
  /// The configured name.
  var name: String { get }

  /// `prometheus`, `redis`, `exposition` or `replay`.
  var kind: String { get }

  /// Reads everything that the source was made for, as of `now`. Answers within the source's
  /// time-out; readings come in the order of the queries that the source was made with.
  func fetch(now: Timestamp) async -> FetchResult

  /// Past samples of query `index`, oldest first, at steps of `step` (at least a millisecond) from `from` to
  /// `through`, both included; moments that are not known are left out. An empty list where the source keeps no past.
  func backfill(query index: Int, from: Timestamp, through: Timestamp, step: Duration)
    async
    throws(SourceError) -> [Sample]

  /// Ends connections and threads that are the source's own.
  func close() async
}

/// The answer to one fetch.
public struct FetchResult: Sendable {
  /// One reading a query, in the order of the queries.
  public var readings: [Reading]

  /// Whether the source answered at all (a query that failed alone leaves it up).
  public var isUp: Bool

  /// How long the fetch took.
  public var duration: Duration

  /// A result as given.
  public init(readings: [Reading], isUp: Bool, duration: Duration) {
    self.readings = readings
    self.isUp = isUp
    self.duration = duration
  }
}

/// What a source knows of one query now.
public enum Reading: Hashable, Sendable {
  /// A finite value, and the moment at which it was true.
  case value(Double, at: Timestamp)

  /// Every series of the answer, with the moment of its evaluation: for a query that asks for all of them. No series is an empty list.
  case table([LabelledValue], at: Timestamp)

  /// The source answered, and the answer holds no number (an empty result, NaN, an infinity, a missing key): never 0.
  case absent(String)

  /// The query or the source failed.
  case failed(SourceError)
}

/// One series of a table.
public struct LabelledValue: Hashable, Sendable {
  /// The labels by name.
  public var labels: [String: String]

  /// The value, as the source sends it: NaN and infinities included.
  public var value: Double

  /// A value as given.
  public init(labels: [String: String], value: Double) {
    self.labels = labels
    self.value = value
  }
}

/// Why a source or one of its queries failed.
public struct SourceError: Error, Hashable, Sendable {
  /// The closed set of reasons; the raw value is the label `reason` of `outrider_source_errors_total`.
  ///
  /// `unavailable`: the server says that it cannot answer now. `query`: what was asked makes no sense to the
  /// server, or its result is no number. `secret`: a secret cannot be read. `settings`: nothing was sent,
  /// because the settings cannot be used.
  public enum Reason: String, CaseIterable, Hashable, Sendable {
    case timeout
    case connection
    case tls
    case authentication
    case status
    case malformed
    case tooLarge = "too_large"
    case query
    case severalSeries = "several_series"
    case wrongType = "wrong_type"
    case unavailable
    case secret
    case settings
  }

  /// The reason.
  public var reason: Reason

  /// What happened and what was expected, for a person; never a secret.
  public var message: String

  /// An error as given.
  public init(_ reason: Reason, _ message: String) {
    self.reason = reason
    self.message = message
  }
}

extension SourceError: CustomStringConvertible {
  /// The reason and the message.
  public var description: String { "\(reason.rawValue): \(message)" }
}
