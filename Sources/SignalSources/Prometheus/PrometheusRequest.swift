import Numerals
import TimeSeries

/// What is asked of a server that speaks Prometheus' HTTP API, as a path and a form.
///
/// Source: Prometheus, "HTTP API", sections "Instant queries" and "Range queries".
struct PrometheusRequest: Hashable, Sendable {
  /// The most steps in one range query: the server's limit is 11,000 points a series.
  static let maximumSteps = 10_000

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

  /// The values of `query` from `start` to `end`, both included, every `step`.
  static func range(
    _ query: String, from start: Timestamp, through end: Timestamp, step: Duration,
    timeout: Duration
  ) -> PrometheusRequest {
    PrometheusRequest(
      path: "/api/v1/query_range",
      form: encode([
        ("query", query), ("start", seconds(start)), ("end", seconds(end)),
        ("step", DecimalText.string(step.inSeconds)), ("timeout", timeout.prometheusText),
      ]))
  }

  /// The spans that cover `from` to `through` in steps of `step`, each short enough for one range query, oldest first.
  static func spans(from: Timestamp, through: Timestamp, step: Duration) -> [(
    from: Timestamp, through: Timestamp
  )] {
    var spans: [(from: Timestamp, through: Timestamp)] = []
    var start = from
    while start <= through {
      let end = min(through, start + step * (maximumSteps - 1))
      spans.append((start, end))
      start = end + step
    }
    return spans
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

  private static func appendEncoded(_ byte: UInt8, to form: inout [UInt8]) {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "_"), UInt8(ascii: "~"):
      form.append(byte)
    default:
      let digits = Array("0123456789ABCDEF".utf8)
      form += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
  }
}
