import ArgumentParser
import Configuration
import InstanceMix
import MixLines

/// What replicas cost an hour: a price each, or the cheapest instances of a catalogue for so many.
struct ReplicaPrices {
  private enum Source {
    case each(Double)
    case mix(Catalogue, ResourceNeed)
  }

  private let source: Source
  private var known: [Int: Double] = [:]

  /// Prices of so many dollars a replica.
  init(each dollars: Double) { source = .each(dollars) }

  /// Prices of the cheapest mix of a catalogue.
  init(catalogue path: String, region: String?, replica: ResourceNeed) throws {
    let whole = try CatalogueFile.load(path: path, environment: processEnvironment())
    guard whole.regions.count <= 1 || region != nil else {
      throw ValidationError(
        "--region: expected one of: \(whole.regions.joined(separator: ", ")).")
    }
    if let region, !whole.regions.contains(region) {
      throw ValidationError(
        "--region: found \"\(region)\", expected one of: \(whole.regions.joined(separator: ", ")).")
    }
    source = .mix(region.map(whole.inRegion) ?? whole, replica)
  }

  /// Dollars an hour for so many replicas.
  mutating func dollarsPerHour(_ replicas: Int) throws -> Double {
    switch source {
    case .each(let dollars): return dollars * Double(replicas)
    case .mix(let catalogue, let need):
      if let price = known[replicas] { return price }
      let problem = try MixProblem(catalogue: catalogue, replicas: replicas, perReplica: need)
      guard let cost = MixSolver(budget: SearchBudget(nodes: 200_000)).solve(problem).cost else {
        throw ValidationError("--catalogue: no instances hold \(replicas) replicas.")
      }
      known[replicas] = Double(cost) / 1e6
      return Double(cost) / 1e6
    }
  }

  /// Dollars for replicas over ticks of so many hours.
  mutating func dollars(_ totals: [Int], hoursEach: Double) throws -> Double {
    var counts: [Int: Int] = [:]
    for total in totals { counts[total, default: 0] += 1 }
    var sum = 0.0
    for (replicas, count) in counts.sorted(by: { $0.key < $1.key }) {
      sum += try dollarsPerHour(replicas) * Double(count) * hoursEach
    }
    return sum
  }
}
