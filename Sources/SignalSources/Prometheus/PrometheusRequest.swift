import Numerals
import TimeSeries

/// What is asked of a server that speaks Prometheus' HTTP API, as a path and a form.
///
/// Source: Prometheus, "HTTP API", sections "Instant queries" and "Range queries".
struct PrometheusRequest: Hashable, Sendable {
  /// Moments of a range query, the first and the last included.
  struct Span: Hashable, Sendable {
    var from: Timestamp
    var through: Timestamp
  }

  /// The most moments in one range query: the server's limit is 11,000 points a series.
  static let maximumPoints = 10_000

  /// Appended to the base URL.
  var path: String
  /// `application/x-www-form-urlencoded`.
  var form: [UInt8]

  /// The value of `query` at `time`.
  static func instant(_ query: String, at time: Timestamp, timeout: Duration) -> PrometheusRequest {
    PrometheusRequest(
      path: "/api/v1/query",
      form: encode([
        ("query", query), ("time", seconds(time)), ("timeout", timeout.prometheusText),
      ]))
  }

  /// The values of `query` at the moments of `span`, which are `step` apart.
  static func range(
    _ query: String, over span: Span, step: Duration, timeout: Duration
  ) -> PrometheusRequest {
    PrometheusRequest(
      path: "/api/v1/query_range",
      form: encode([
        ("query", query), ("start", seconds(span.from)), ("end", seconds(span.through)),
        ("step", DecimalText.string(step.inSeconds)), ("timeout", timeout.prometheusText),
      ]))
  }

  /// The spans that share the moments from `from` to `through` every `step`, each short enough for one range query,
  /// oldest first. A step below a millisecond counts as one.
  static func spans(from: Timestamp, through: Timestamp, step: Duration) -> [Span] {
    let step = max(step, .milliseconds(1))
    var spans: [Span] = []
    var start = from
    while start <= through {
      let end = min(through, start + step * (maximumPoints - 1))
      spans.append(Span(from: start, through: end))
      guard end < through else { break }
      start = end + step
    }
    return spans
  }

  /// `span` in two, each with its share of the moments; nil where it has but one.
  static func halves(of span: Span, step: Duration) -> (first: Span, second: Span)? {
    let length = max(step.milliseconds, 1)
    let steps = (span.through - span.from).milliseconds / length
    guard steps > 0 else { return nil }
    let end = span.from + .milliseconds((steps - 1) / 2 * length)
    return (
      Span(from: span.from, through: end),
      Span(from: end + .milliseconds(length), through: span.through)
    )
  }

  private static func seconds(_ time: Timestamp) -> String {
    DecimalText.string(time.seconds)
  }

  private static func encode(_ fields: [(name: String, value: String)]) -> [UInt8] {
    var form: [UInt8] = []
    for (name, value) in fields {
      if !form.isEmpty { form.append(UInt8(ascii: "&")) }
      form += name.utf8
      form.append(UInt8(ascii: "="))
      for byte in value.utf8 { appendEncoded(byte, to: &form) }
    }
    return form
  }

  /// Percent coding of everything but the unreserved characters of RFC 3986, section 2.3.
  private static func appendEncoded(_ byte: UInt8, to form: inout [UInt8]) {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "_"), UInt8(ascii: "~"):
      form.append(byte)
    default:
      form += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
  }

  private static let digits = Array("0123456789ABCDEF".utf8)
}
