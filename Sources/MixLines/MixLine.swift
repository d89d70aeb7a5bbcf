public import InstanceMix
public import JSON

/// A mix problem as a line of JSON, in the format that docs/instance-mix.md describes.
public struct MixLine: Sendable {
  /// The problem's name, as the line has it; null where it has none.
  public let id: JSONValue

  /// The problem.
  public let problem: MixProblem

  /// Reads one line.
  ///
  /// - Throws: ``MixLineError`` for anything but a problem; it carries the name where there is one.
  public init(_ bytes: [UInt8]) throws(MixLineError) {
    let line: JSONValue
    do {
      line = try JSONValue.parse(bytes)
    } catch {
      throw MixLineError(id: nil, description: "\(error)")
    }
    guard line.objectValue != nil else {
      throw MixLineError(id: nil, description: "found \(line.kind), expected an object")
    }
    id = line["id"] ?? .null
    do {
      problem = try MixLineReader(line: line).problem()
    } catch let error as MixLineError {
      throw MixLineError(id: id, description: error.description)
    } catch {
      throw MixLineError(id: id, description: "\(error)")
    }
  }

}

/// The parts of a problem in its JSON object.
private struct MixLineReader {
  let line: JSONValue

  func problem() throws -> MixProblem {
    let resources = try array("resources", of: line).enumerated().map { index, value in
      guard let name = value.stringValue, let resource = MixResource(rawValue: name) else {
        let names = MixResource.allCases.map(\.rawValue).joined(separator: ", ")
        throw MixLineError(description: "resources[\(index)]: expected one of \(names)")
      }
      return resource
    }
    let need = try array("need", of: line).enumerated().map { index, value in
      try whole(value, at: "need[\(index)]")
    }
    let offers = try array("offers", of: line).enumerated().map { index, value in
      try offer(value, at: "offers[\(index)]")
    }
    return try MixProblem(
      resources: resources, need: need, offers: offers, constraints: constraints())
  }

  private func constraints() throws -> MixConstraints {
    var constraints = MixConstraints()
    constraints.maximumLatencyMilliseconds = try limit("max_latency_ms")
    constraints.maximumSpotSharePerMille = try limit("max_spot_share_permille")
    constraints.maximumInstances = try limit("max_total")
    constraints.budgetMicrodollarsPerHour = try limit("budget_uusd")
    constraints.minimumTypes = try limit("min_types")
    constraints.minimumZones = try limit("min_zones")
    if let survival = try limit("min_survival_ppm") {
      var correlation = InterruptionCorrelation.pools
      if let word = line["interrupted_by"], !word.isNull {
        guard let named = word.stringValue.flatMap(InterruptionCorrelation.init(rawValue:)) else {
          throw MixLineError(description: "interrupted_by: expected \"pool\" or \"zone\"")
        }
        correlation = named
      }
      constraints.survival = SurvivalRequirement(
        probability: Double(survival) / 1e6, correlation: correlation)
    }
    let (add, remove) = (try limit("switch_add_uusd"), try limit("switch_remove_uusd"))
    if add != nil || remove != nil {
      constraints.switching = SwitchingCost(
        microdollarsPerStart: add ?? 0, microdollarsPerStop: remove ?? 0)
    }
    return constraints
  }

  /// `[type, lifecycle, zone, price, [capacities], latency, interruption, max or null, running]`
  private func offer(_ value: JSONValue, at place: String) throws -> MixOffer {
    guard let fields = value.arrayValue, fields.count == 9 else {
      throw MixLineError(
        description:
          "\(place): expected [type, lifecycle, zone, price, [capacities], latency, interruption, max, running]"
      )
    }
    guard let type = fields[0].stringValue else {
      throw MixLineError(description: "\(place)[0]: expected the instance type, a string")
    }
    guard let lifecycle = fields[1].stringValue.flatMap(InstanceLifecycle.init(rawValue:)) else {
      throw MixLineError(description: "\(place)[1]: expected \"od\" or \"spot\"")
    }
    guard let zone = fields[2].stringValue else {
      throw MixLineError(description: "\(place)[2]: expected the zone, a string")
    }
    guard let capacity = fields[4].arrayValue else {
      throw MixLineError(description: "\(place)[4]: expected a list of capacities")
    }
    return MixOffer(
      type: type, lifecycle: lifecycle, zone: zone,
      microdollarsPerHour: try whole(fields[3], at: "\(place)[3]"),
      capacity: try capacity.enumerated().map { try whole($1, at: "\(place)[4][\($0)]") },
      latencyMilliseconds: try whole(fields[5], at: "\(place)[5]"),
      interruptionPerMille: try whole(fields[6], at: "\(place)[6]"),
      maximum: fields[7].isNull ? nil : try whole(fields[7], at: "\(place)[7]"),
      running: try whole(fields[8], at: "\(place)[8]"))
  }

  private func array(_ key: String, of object: JSONValue) throws -> [JSONValue] {
    guard let value = object[key]?.arrayValue else {
      throw MixLineError(description: "\(key): expected a list")
    }
    return value
  }

  private func limit(_ key: String) throws -> Int? {
    guard let value = line[key], !value.isNull else { return nil }
    return try whole(value, at: key)
  }

  private func whole(_ value: JSONValue, at place: String) throws -> Int {
    guard let number = value.intValue else {
      throw MixLineError(description: "\(place): found \(value.kind), expected a whole number")
    }
    return number
  }
}
