public import InstanceMix

extension MixInfeasibility.Obstacle {
  /// What stands in the way, in one line without its end.
  public var text: String {
    "\(requirement.name): asked for \(requirement.amount(asked)), possible with \(requirement.amount(nearest))"
  }
}

extension MixInfeasibility {
  /// What stands in the way, a line for each requirement, without its end.
  public var lines: [String] {
    if !obstacles.isEmpty { return obstacles.map(\.text) }
    guard let share = possibleSharePerMille else {
      return ["no single change makes it possible: the constraints contradict each other"]
    }
    return [
      "no single change makes it possible; with all else as it is, \(share / 10).\(share % 10) % of the need can be met"
    ]
  }
}

extension MixInfeasibility.Requirement {
  /// The key of it in a line; a need's is its resource.
  var key: String {
    switch self {
    case .need(let resource): "need.\(resource.rawValue)"
    case .maximumLatency: "max_latency_ms"
    case .maximumSpotShare: "max_spot_share_permille"
    case .maximumInstances: "max_total"
    case .budget: "budget_uusd"
    case .minimumTypes: "min_types"
    case .minimumZones: "min_zones"
    case .survival: "min_survival_ppm"
    }
  }

  /// What is asked for, for a person.
  var name: String {
    switch self {
    case .need(.milliCores): "cores"
    case .need(.memoryMebibytes): "memory"
    case .need(.deciRequestsPerSecond): "load"
    case .need(let resource): resource.label
    case .maximumLatency: "latency limit"
    case .maximumSpotShare: "limit on the spot share"
    case .maximumInstances: "limit on instances"
    case .budget: "budget"
    case .minimumTypes: "number of types"
    case .minimumZones: "number of zones"
    case .survival: "survival of interruptions"
    }
  }

  /// A value of it, with its unit.
  func amount(_ value: Int) -> String {
    switch self {
    case .need(.milliCores): "\(value / 1000).\(Dollars.padded(value % 1000, 3))"
    case .need(.memoryMebibytes): "\(value) MiB"
    case .need(.deciRequestsPerSecond): "\(value / 10).\(value % 10) requests a second"
    case .budget: "$\(Dollars.text(value)) an hour"
    case .maximumLatency:
      value == MixProblem.largestNumber ? "offers of unknown latency" : "\(value) ms"
    case .maximumSpotShare: "\(value / 10).\(value % 10) %"
    case .survival: "\(value / 10_000).\(Dollars.padded(value % 10_000, 4)) %"
    default: "\(value)"
    }
  }
}
