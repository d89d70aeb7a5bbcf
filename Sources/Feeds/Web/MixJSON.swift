import HTTPServer
import JSON
import MixLines

/// A mix as JSON. Members whose value is not known are null.
struct MixJSON {
  let mix: MixStatus

  /// Writes one object.
  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("replicas", mix.replicas)
    writer.member("cost_dollars_per_hour", mix.dollarsPerHour)
    writer.member("current_cost_dollars_per_hour", mix.currentDollarsPerHour)
    writer.member("optimality_gap_ratio", mix.optimalityGap)
    writer.member("solve_seconds", mix.solveSeconds)
    writer.member("problem", mix.problem)
    writer.key("instances")
    writer.beginArray()
    for instances in mix.instances {
      writer.beginObject()
      writer.member("instance_type", instances.type)
      writer.member("lifecycle", instances.lifecycle)
      writer.member("zone", instances.zone)
      writer.member("count", instances.count)
      writer.member("dollars_per_hour_each", instances.dollarsPerHourEach)
      writer.endObject()
    }
    writer.endArray()
    writer.key("savings_dollars_per_hour")
    if let savings = mix.savings {
      writer.beginObject()
      for (kind, dollars) in savings.kinds { writer.member(kind, dollars) }
      writer.endObject()
    } else {
      writer.null()
    }
    writer.key("risk")
    if let risk = mix.risk {
      writer.beginObject()
      writer.member("survival_probability", risk.survival)
      writer.member("pools_at_risk", risk.poolsAtRisk)
      writer.member(
        "expected_replacement_dollars_per_hour", risk.expectedReplacementDollarsPerHour)
      writer.endObject()
    } else {
      writer.null()
    }
    writer.member("unknown_instances", mix.unknownInstances)
    writer.member("unused_prices", mix.unusedPrices)
    writer.endObject()
  }
}

/// A node pool as JSON.
struct NodePoolJSON {
  let pool: NodePoolStatus

  /// Writes one object.
  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("name", pool.name)
    writer.key("pods")
    writer.beginArray()
    for pods in pool.pods {
      writer.beginObject()
      writer.member("workload", pods.workload)
      writer.member("replicas", pods.replicas)
      writer.endObject()
    }
    writer.endArray()
    writer.key("mix")
    MixJSON(mix: pool.mix).write(to: &writer)
    writer.endObject()
  }
}

/// In which form a mix is asked for.
enum MixFormat: String, CaseIterable {
  case json
  case karpenter
  case priorityExpander = "priority-expander"

  /// The form that a query asks for; JSON where it asks for none.
  init(query: [String: String]) throws(APIError) {
    let word = query["format"] ?? MixFormat.json.rawValue
    guard let format = MixFormat(rawValue: word) else {
      throw .badData(
        "format: '\(word)' is not one of \(Self.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    self = format
  }
}

extension MixStatus {
  /// The mix for the systems that start nodes.
  func manifest(name: String) -> MixManifest {
    MixManifest(
      name: name,
      parts: totals.map {
        MixManifest.Part(
          type: $0.type, lifecycle: $0.lifecycle, zone: $0.zone, count: $0.count,
          milliCores: $0.milliCores, memoryMebibytes: $0.memoryMebibytes)
      })
  }
}

extension HTTPResponse {
  /// A YAML document (RFC 9512).
  static func yaml(_ text: String) -> HTTPResponse {
    HTTPResponse(headers: [.contentType("application/yaml")], body: HTTPBody(Array(text.utf8)))
  }
}
