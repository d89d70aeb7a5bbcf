public import JSON
import TimeSeries

/// A remembered decision as JSON, for the API and for the file that keeps it.
public struct DecisionJSON {
  /// Writes a record as one object.
  ///
  /// - Parameter workload: its workload's name, where the object stands alone.
  public static func write(
    _ record: DecisionRecord, workload: String? = nil, to writer: inout JSONWriter
  ) {
    writer.beginObject()
    if let workload { writer.member("workload", workload) }
    writer.member("time", record.at.seconds)
    writer.member("last_time", record.last.seconds)
    writer.member("count", record.count)
    writer.member("current_replicas", record.current)
    writer.member("recommended_replicas", record.replicas)
    writer.member("action", record.action)
    writer.member("reason", record.reason)
    writer.member("trigger", record.trigger)
    writer.member("confidence", record.confidence)
    writer.key("limits")
    writer.beginArray()
    for limit in record.limits { writer.string(limit) }
    writer.endArray()
    writer.endObject()
  }

  /// Reads what ``write(_:workload:to:)`` wrote; nil for anything else.
  public static func read(_ line: [UInt8]) -> (workload: String, record: DecisionRecord)? {
    guard case .object(let object)? = try? JSONValue.parse(line),
      let workload = object["workload"]?.stringValue,
      let at = object["time"]?.doubleValue, let last = object["last_time"]?.doubleValue,
      at.magnitude < 1e14, last.magnitude < 1e14, let count = object["count"]?.intValue,
      let action = object["action"]?.stringValue, let reason = object["reason"]?.stringValue,
      let trigger = object["trigger"]?.stringValue
    else { return nil }
    return (
      workload,
      DecisionRecord(
        at: Timestamp(milliseconds: Int64((at * 1000).rounded())),
        last: Timestamp(milliseconds: Int64((last * 1000).rounded())), count: count,
        current: object["current_replicas"]?.intValue,
        replicas: object["recommended_replicas"]?.intValue, action: action, reason: reason,
        trigger: trigger, confidence: object["confidence"]?.doubleValue,
        limits: object["limits"]?.arrayValue?.compactMap(\.stringValue) ?? [])
    )
  }
}
