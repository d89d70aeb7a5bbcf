/// Load over time, at equal steps.
public struct LoadPattern: Hashable, Sendable {
  /// Requests per second at each step, oldest first; NaN where it is not known.
  public var requestsPerSecond: [Double]

  /// The length of a step, in hours; above zero.
  public var hoursPerStep: Double

  /// A pattern as given.
  public init(requestsPerSecond: [Double], hoursPerStep: Double) {
    self.requestsPerSecond = requestsPerSecond
    self.hoursPerStep = hoursPerStep
  }
}

/// How capacity follows load.
public enum LoadStrategy: Hashable, Sendable {
  /// More or fewer instances of one offer, within bounds. The offer is an index into the catalogue.
  case horizontal(offer: Int, instances: ClosedRange<Int>)
  /// One instance, the cheapest that serves the load.
  case vertical
  /// The cheapest mix that serves the load.
  case mixed
}

/// What a strategy costs over a load pattern. Steps whose load is not known are left out.
public struct LoadCost: Hashable, Sendable {
  /// The price of all known steps together, in dollars.
  public var dollars = 0.0
  /// The mean price, in dollars per hour; nil where no step is known.
  public var dollarsPerHour: Double?
  /// The highest price, in dollars per hour.
  public var peakDollarsPerHour = 0.0
  /// The price of a request, in dollars; nil where there is no load.
  public var dollarsPerRequest: Double?
  /// The steps in which the load exceeds what the instances serve: only where a bound keeps them from being more.
  public var overloadedSteps = 0
  /// The steps whose load is known.
  public var knownSteps = 0
  /// The instances that were started or stopped from one step to the next.
  public var changes = 0
}

/// A load that a strategy cannot serve.
public enum LoadCostError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The load at a step (from 0) is more than the largest single instance serves.
  case exceedsLargestInstance(step: Int, requestsPerSecond: Double, largest: Double)
  /// No mix was found that serves the load at a step.
  case noMix(step: Int, requestsPerSecond: Double)
  /// The offer does not say what it serves.
  case servesNothing(type: String)
  /// A load below zero or beyond what can be counted.
  case outOfRange(step: Int, requestsPerSecond: Double)

  /// What was found, and what was expected.
  public var description: String {
    switch self {
    case .exceedsLargestInstance(let step, let load, let largest):
      "step \(step): found \(load) requests a second, expected at most \(largest), what the largest instance serves"
    case .noMix(let step, let load):
      "step \(step): no mix within the constraints serves \(load) requests a second"
    case .servesNothing(let type):
      "\(type): found no load that it serves, expected a column rps"
    case .outOfRange(let step, let load):
      "step \(step): found a load of \(load), expected requests a second, 0 or above"
    }
  }
}

extension MixSolver {
  /// What a strategy costs over a load pattern.
  ///
  /// Offers serve the load that the catalogue states for them (`rps`). Single offers count in full; a mix counts what can be interrupted as every
  /// problem does. With a switching cost, each mix keeps what the step before ran where that pays; the penalties are not part of the price.
  ///
  /// - Parameter constraints: for `vertical` the latency limit alone, for `mixed` all; a budget bounds each step.
  /// - Complexity: one solve for each distinct load, or for each step with a switching cost.
  public func cost(
    of pattern: LoadPattern, with strategy: LoadStrategy, from catalogue: Catalogue,
    constraints: MixConstraints = MixConstraints()
  ) throws(LoadCostError) -> LoadCost {
    var capacity = LoadFollower(catalogue, strategy, constraints: constraints, solver: self)
    var cost = LoadCost()
    var served = 0.0
    var before: [Int: Int]?
    for (step, load) in pattern.requestsPerSecond.enumerated() where !load.isNaN {
      let deci = (load * 10).rounded(.up)
      guard load >= 0, deci <= Double(MixProblem.largestNumber) else {
        throw .outOfRange(step: step, requestsPerSecond: load)
      }
      let instances = try capacity.instances(for: Int(deci), step: step)
      let price = instances.reduce(0.0) {
        $0 + Double($1.value) * Double(catalogue.offers[$1.key].microdollarsPerHour) / 1e6
      }
      cost.knownSteps += 1
      cost.dollars += price * pattern.hoursPerStep
      cost.peakDollarsPerHour = max(cost.peakDollarsPerHour, price)
      served += load * pattern.hoursPerStep * 3600
      if capacity.isOverloaded { cost.overloadedSteps += 1 }
      if let before {
        for offer in Set(before.keys).union(instances.keys) {
          cost.changes += abs(instances[offer, default: 0] - before[offer, default: 0])
        }
      }
      before = instances
    }
    if cost.knownSteps > 0 {
      cost.dollarsPerHour = cost.dollars / (Double(cost.knownSteps) * pattern.hoursPerStep)
    }
    if served > 0 { cost.dollarsPerRequest = cost.dollars / served }
    return cost
  }
}

/// The instances that follow a load, step by step.
private struct LoadFollower {
  private let catalogue: Catalogue
  private let strategy: LoadStrategy
  private let constraints: MixConstraints
  private let solver: MixSolver
  private var known: [Int: [Int: Int]] = [:]
  private var running: [Int] = []
  private(set) var isOverloaded = false

  init(
    _ catalogue: Catalogue, _ strategy: LoadStrategy, constraints: MixConstraints,
    solver: MixSolver
  ) {
    self.catalogue = catalogue
    self.strategy = strategy
    self.constraints = constraints
    self.solver = solver
  }

  /// The counts of the offers that are used, for a load in tenths of a request per second.
  mutating func instances(for load: Int, step: Int) throws(LoadCostError) -> [Int: Int] {
    switch strategy {
    case .horizontal(let offer, let bounds):
      guard let each = catalogue.offers[offer].deciRequestsPerSecond, each > 0 else {
        throw .servesNothing(type: catalogue.offers[offer].type)
      }
      let wanted = load == 0 ? 0 : (load - 1) / each + 1
      let count = min(max(wanted, bounds.lowerBound), bounds.upperBound)
      isOverloaded = count < wanted
      return [offer: count]
    case .vertical:
      return [try largeEnough(load, step): 1]
    case .mixed:
      if constraints.switching == nil, let mix = known[load] { return mix }
      let mix = try mix(load, step)
      known[load] = mix
      return mix
    }
  }

  private func largeEnough(_ load: Int, _ step: Int) throws(LoadCostError) -> Int {
    var best: Int?
    var largest = 0
    for (index, offer) in catalogue.offers.enumerated() {
      guard let served = offer.deciRequestsPerSecond, offer.maximum ?? 1 > 0 else { continue }
      if let limit = constraints.maximumLatencyMilliseconds,
        offer.latencyMilliseconds ?? .max > limit
      {
        continue
      }
      largest = max(largest, served)
      guard served >= load else { continue }
      let price = offer.microdollarsPerHour
      if best.map({ price < catalogue.offers[$0].microdollarsPerHour }) ?? true { best = index }
    }
    guard let best else {
      throw .exceedsLargestInstance(
        step: step, requestsPerSecond: Double(load) / 10, largest: Double(largest) / 10)
    }
    return best
  }

  private mutating func mix(_ load: Int, _ step: Int) throws(LoadCostError) -> [Int: Int] {
    var need = MixProblem.Need()
    need.deciRequestsPerSecond = load
    let problem = try? MixProblem(
      catalogue: catalogue, need: need, constraints: constraints, running: running)
    guard let counts = problem.map({ solver.solve($0).counts }), !counts.isEmpty else {
      throw .noMix(step: step, requestsPerSecond: Double(load) / 10)
    }
    if constraints.switching != nil { running = counts }
    return Dictionary(
      uniqueKeysWithValues: counts.enumerated().compactMap { $1 > 0 ? ($0, $1) : nil })
  }
}
