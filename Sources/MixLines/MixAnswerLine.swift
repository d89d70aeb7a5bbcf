public import InstanceMix
public import JSON

/// Answers as lines of JSON.
public enum MixAnswerLine {
  /// The answer to a problem, its line break included.
  ///
  /// - Parameters:
  ///   - milliseconds: the processor time of the solve alone.
  ///   - parts: the mix by name, in a member `instances`; nil: offers are named by their numbers alone.
  ///   - advice: what else there is to say; nil: nothing is said.
  public static func bytes(
    _ answer: MixAnswer, id: JSONValue, milliseconds: Double, parts: [MixPart]? = nil,
    advice: MixAdvice? = nil
  ) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("id", id)
    writer.member("status", answer.status.rawValue)
    if let cost = answer.cost { writer.member("cost_uusd", cost) }
    if let bound = answer.bound { writer.member("bound_uusd", bound) }
    if answer.cost != nil {
      write(answer.counts, to: &writer)
    }
    writer.member("cpu_ms", (milliseconds * 1000).rounded() / 1000)
    writer.member("nodes", answer.nodes)
    if let parts { write(parts, to: &writer) }
    if let advice { write(advice, to: &writer) }
    writer.endObject()
    writer.endLine()
    return writer.bytes
  }

  private static func write(_ counts: [Int], to writer: inout JSONWriter) {
    writer.key("x")
    writer.beginArray()
    for (offer, count) in counts.enumerated() where count > 0 {
      writer.beginArray()
      writer.integer(offer)
      writer.integer(count)
      writer.endArray()
    }
    writer.endArray()
  }

  private static func write(_ parts: [MixPart], to writer: inout JSONWriter) {
    writer.key("instances")
    writer.beginArray()
    for part in parts {
      writer.beginObject()
      writer.member("instance_type", part.type)
      writer.member("lifecycle", part.lifecycle.word)
      writer.member("zone", part.zone)
      writer.member("count", part.count)
      writer.member("uusd_each", part.microdollarsPerHour)
      writer.endObject()
    }
    writer.endArray()
  }

  private static func write(_ advice: MixAdvice, to writer: inout JSONWriter) {
    writer.key("obstacles")
    writer.beginArray()
    for obstacle in advice.infeasibility?.obstacles ?? [] {
      writer.beginObject()
      writer.member("requirement", obstacle.requirement.key)
      writer.member("asked", obstacle.asked)
      writer.member("nearest", obstacle.nearest)
      writer.endObject()
    }
    writer.endArray()
    if let share = advice.infeasibility?.possibleSharePerMille {
      writer.member("possible_share_permille", share)
    }
    writer.key("cost_without_uusd")
    writer.beginObject()
    for price in advice.prices { writer.member(price.requirement.key, price.costWithout) }
    writer.endObject()
    writer.key("runners_up")
    writer.beginArray()
    for other in advice.runnersUp {
      writer.beginObject()
      writer.member("without", other.without)
      writer.member("cost_uusd", other.answer.cost)
      write(other.answer.counts, to: &writer)
      writer.endObject()
    }
    writer.endArray()
    if let risk = advice.risk {
      writer.key("risk")
      writer.beginObject()
      writer.member("survival", risk.holdsAtLeast)
      writer.member("pools_at_risk", risk.poolsAtRisk)
      writer.member("replacement_uusd", risk.expectedReplacementCost)
      writer.member("cost_without_spot_uusd", advice.costWithoutSpot)
      writer.endObject()
    }
    if let savings = advice.savings {
      writer.key("savings_uusd")
      writer.beginObject()
      writer.member("idle_removal", savings.idleRemoval)
      writer.member("downsizing", savings.downsizing)
      writer.member("better_mix", savings.betterMix)
      writer.member("spot", savings.spot)
      writer.endObject()
    }
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
