import ArgumentParser
import InstanceMix

/// What a mix must keep to, as options.
struct MixConstraintArguments: ParsableArguments {
  @Option(help: ArgumentHelp("Leave out offers that serve more slowly.", valueName: "duration"))
  var latency: String?

  @Option(help: ArgumentHelp("The most that the mix may cost an hour.", valueName: "dollars"))
  var budget: String?

  @Option(
    help: ArgumentHelp("The most of the need that spot instances may hold.", valueName: "share"))
  var spotShare: String?

  @Option(help: "The most instances.")
  var maxInstances: Int?

  @Option(help: "The fewest distinct instance types.")
  var minTypes: Int?

  @Option(help: "The fewest distinct zones.")
  var minZones: Int?

  @Option(
    help: ArgumentHelp(
      "The probability with which the need is held when instances are interrupted, such as 99.9%.",
      valueName: "probability"))
  var survival: String?

  @Option(
    help: ArgumentHelp(
      "What is interrupted together, for --survival: pool (each offer by itself) or zone (all of a zone); default: pool.",
      valueName: "what"))
  var interruptedBy: InterruptedBy?

  @Option(
    help: ArgumentHelp(
      "What runs now: CSV with instance_type, count and, where they matter, lifecycle and zone.",
      valueName: "file"))
  var current: String?

  @Option(help: ArgumentHelp("What starting an instance costs, once.", valueName: "dollars"))
  var startDollars: String?

  @Option(help: ArgumentHelp("What stopping an instance costs, once.", valueName: "dollars"))
  var stopDollars: String?

  @Option(
    help: ArgumentHelp(
      "The time within which a saving must pay for the change; default: 1h.", valueName: "duration")
  )
  var payback: String?

  func validate() throws {
    if current == nil {
      guard startDollars == nil, stopDollars == nil else {
        throw ValidationError("--start-dollars and --stop-dollars need --current, what runs now.")
      }
    }
    guard payback == nil || startDollars != nil || stopDollars != nil else {
      throw ValidationError("--payback needs --start-dollars or --stop-dollars.")
    }
    guard interruptedBy == nil || survival != nil else {
      throw ValidationError("--interrupted-by is for --survival.")
    }
    _ = try constraints()
  }

  /// Whether any of them was given.
  var isGiven: Bool {
    let all: [Any?] = [
      latency, budget, spotShare, maxInstances, minTypes, minZones, survival, interruptedBy,
      current, startDollars, stopDollars, payback,
    ]
    return all.contains { $0 != nil }
  }

  /// The constraints that the options state.
  func constraints() throws -> MixConstraints {
    var constraints = MixConstraints()
    constraints.maximumLatencyMilliseconds = try latency.map {
      try MixArguments.milliseconds($0, option: "--latency")
    }
    constraints.budgetMicrodollarsPerHour = try budget.map {
      try MixArguments.microdollars($0, option: "--budget")
    }
    constraints.maximumSpotSharePerMille = try spotShare.map {
      try MixArguments.perMille($0, option: "--spot-share")
    }
    constraints.maximumInstances = try count(maxInstances, "--max-instances")
    constraints.minimumTypes = try count(minTypes, "--min-types")
    constraints.minimumZones = try count(minZones, "--min-zones")
    constraints.survival = try survival.map {
      SurvivalRequirement(
        probability: try MixArguments.probability($0, option: "--survival"),
        correlation: (interruptedBy ?? .pool).correlation)
    }
    constraints.switching = try switching()
    return constraints
  }

  private func count(_ value: Int?, _ option: String) throws -> Int? {
    if let value, value < 0 {
      throw ValidationError("\(option): found \(value), expected a whole number, 0 or above.")
    }
    return value
  }

  /// What changes cost, spread over the time within which a saving must pay for them.
  private func switching() throws -> SwitchingCost? {
    let milliseconds = try MixArguments.milliseconds(payback ?? "1h", option: "--payback")
    guard milliseconds > 0 else {
      throw ValidationError("--payback: found \"\(payback ?? "")\", expected more than 0.")
    }
    func rate(_ text: String?, _ option: String) throws -> Int {
      guard let text else { return 0 }
      let dollars = Double(try MixArguments.microdollars(text, option: option))
      let perHour = (dollars * 3_600_000 / Double(milliseconds)).rounded()
      guard perHour <= Double(MixProblem.largestNumber) else {
        throw ValidationError("\(option): found \"\(text)\", expected less for such a --payback.")
      }
      return Int(perHour)
    }
    guard startDollars != nil || stopDollars != nil else { return nil }
    return SwitchingCost(
      microdollarsPerStart: try rate(startDollars, "--start-dollars"),
      microdollarsPerStop: try rate(stopDollars, "--stop-dollars"))
  }
}

/// What is interrupted together.
enum InterruptedBy: String, CaseIterable, ExpressibleByArgument {
  case pool, zone

  var correlation: InterruptionCorrelation { self == .pool ? .pools : .zones }
}
