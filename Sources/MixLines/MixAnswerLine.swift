public import InstanceMix
public import JSON

/// Answers as lines of JSON.
public enum MixAnswerLine {
  /// The answer to a problem, its line break included.
  ///
  /// - Parameter milliseconds: the processor time of the solve alone.
  public static func bytes(
    _ answer: MixAnswer, id: JSONValue, milliseconds: Double
  ) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("id", id)
    writer.member("status", answer.status.rawValue)
    if let cost = answer.cost { writer.member("cost_uusd", cost) }
    if let bound = answer.bound { writer.member("bound_uusd", bound) }
    if answer.cost != nil {
      writer.key("x")
      writer.beginArray()
      for (offer, count) in answer.counts.enumerated() where count > 0 {
        writer.beginArray()
        writer.integer(offer)
        writer.integer(count)
        writer.endArray()
      }
      writer.endArray()
    }
    writer.member("cpu_ms", (milliseconds * 1000).rounded() / 1000)
    writer.member("nodes", answer.nodes)
    writer.endObject()
    writer.endLine()
    return writer.bytes
  }

  /// The answer to a line that is not a problem, its line break included.
  public static func bytes(_ error: MixLineError, line: Int) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("id", error.id ?? .null)
    writer.member("status", "error")
    writer.member("error", "line \(line): \(error.description)")
    writer.endObject()
    writer.endLine()
    return writer.bytes
  }
}
