import JSON
import TimeSeries

/// The history endpoint: what of a workload's past is asked for, and the answer.
struct HistoryJSON {
  /// The most points a series.
  static let maximumPoints = 11_000

  let from: Timestamp
  let through: Timestamp
  let step: Duration
  let reduction: GridReduction

  /// Reads `from`, `to` (Unix seconds or RFC 3339) and `step` (a duration or seconds) of a query; where they are
  /// left out, the last hour, or less where that is more points than an answer holds, at the history's own step.
  init(query: [String: String], now: Timestamp, step own: Duration) throws(APIError) {
    if let text = query["step"] {
      guard let value = Duration(prometheusText: text) ?? Self.seconds(text), value.milliseconds > 0
      else {
        throw APIError.badData("step: expected a duration such as 1m, or seconds above 0")
      }
      step = value
    } else {
      step = max(own, .milliseconds(1))
    }
    switch query["reduce"] {
    case nil, "newest": reduction = .newest
    case "max": reduction = .largest
    default: throw APIError.badData("reduce: expected `max` or `newest`")
    }
    through = try Self.time(query["to"], "to") ?? now
    let span = min(Duration.seconds(3600), step * (Self.maximumPoints - 1))
    from = try Self.time(query["from"], "from") ?? through - span
    guard from <= through else { throw APIError.badData("from: expected a time not after `to`") }
    let points = (through - from).milliseconds / step.milliseconds + 1
    guard points <= Int64(Self.maximumPoints) else {
      throw APIError.badData(
        "\(points) points a series; expected \(Self.maximumPoints) or fewer: take a larger step")
    }
  }

  /// The answer: for each line its values at `from`, `from + step` ... `to`, null where they are not known.
  func write(_ workload: WorkloadStatus, to writer: inout JSONWriter) {
    let count = Int((through - from).milliseconds / step.milliseconds) + 1
    writer.beginObject()
    writer.member("name", workload.name)
    writer.member("from", from.seconds)
    writer.member("to", through.seconds)
    writer.member("step", step.inSeconds)
    writer.member("points", count)
    writer.key("series")
    writer.beginArray()
    var values: [Double] = []
    for line in workload.history.lines {
      values.removeAll(keepingCapacity: true)
      line.series.appendGrid(
        from: from, step: step, count: count, reduction: reduction, to: &values)
      writer.beginObject()
      writer.member("kind", line.kind)
      if let signal = line.signal { writer.member("signal", signal) }
      writer.key("values")
      writer.array(values)
      writer.endObject()
    }
    writer.endArray()
    writer.endObject()
  }

  private static func time(_ text: String?, _ name: String) throws(APIError) -> Timestamp? {
    guard let text else { return nil }
    let span = -(Int64(1) << 53)...(Int64(1) << 53)
    guard let time = Timestamp(unixSecondsOrRFC3339: text), span.contains(time.milliseconds) else {
      throw APIError.badData("\(name): expected Unix seconds or an RFC 3339 time")
    }
    return time
  }

  private static func seconds(_ text: String) -> Duration? {
    guard let value = Double(text), value > 0, value < 1e9 else { return nil }
    return .milliseconds(Int64((value * 1000).rounded()))
  }
}
