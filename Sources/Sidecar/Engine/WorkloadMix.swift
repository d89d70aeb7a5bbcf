import Configuration
import Feeds
import InstanceMix
import TimeSeries

/// The cheapest instances for a workload's replicas, solved anew only when their number changes.
struct WorkloadMix: Sendable {
  private let catalogue: Catalogue
  private let settings: MixSettings
  private var solved: (replicas: Int, status: MixStatus?)?

  /// The nodes of the search after which an answer is taken as it is, with its gap: some tens of milliseconds.
  private static let nodeBudget = 20_000

  /// A mix as the settings ask for; nil where they ask for none.
  ///
  /// - Throws: where the catalogue cannot be read, or the needs are none that it can answer.
  init?(_ workload: WorkloadSettings, shelf: CatalogueShelf = CatalogueShelf()) throws {
    guard let mix = workload.mix else { return nil }
    settings = mix
    do {
      catalogue = try shelf.catalogue(at: mix.catalogue)
      _ = try problem(replicas: 1)
    } catch let error as CatalogueError {
      throw StartError("\(mix.catalogue): \(error)")
    } catch let error as MixProblemError {
      throw StartError("workload \(workload.name): mix: \(error)")
    }
  }

  /// Takes over the answer of another mix for the same question.
  mutating func adopt(_ other: WorkloadMix) {
    if other.settings == settings, other.catalogue == catalogue { solved = other.solved }
  }

  /// The cheapest instances for `replicas`; nil where no mix was found.
  mutating func status(replicas: Int) -> MixStatus? {
    if let solved, solved.replicas == replicas { return solved.status }
    let status = solve(replicas)
    solved = (replicas, status)
    return status
  }

  private func solve(_ replicas: Int) -> MixStatus? {
    guard replicas > 0 else {
      return MixStatus(replicas: 0, instances: [], dollarsPerHour: 0, optimalityGap: 0)
    }
    // Numbers beyond what a problem may hold have no answer: unknown, not wrong.
    guard let problem = try? problem(replicas: replicas) else { return nil }
    let answer = MixSolver(budget: SearchBudget(nodes: Self.nodeBudget)).solve(problem)
    guard let cost = answer.cost else { return nil }
    return MixStatus(
      replicas: replicas,
      instances: problem.parts(of: answer.counts).map {
        MixStatus.Instances(
          type: $0.type, lifecycle: $0.lifecycle == .spot ? "spot" : "on-demand", zone: $0.zone,
          count: $0.count)
      },
      dollarsPerHour: Double(cost) / 1e6, optimalityGap: answer.gap ?? 0)
  }

  private func problem(replicas: Int) throws(MixProblemError) -> MixProblem {
    var constraints = MixConstraints()
    constraints.maximumLatencyMilliseconds = settings.maxLatency.map { Int($0.milliseconds) }
    constraints.budgetMicrodollarsPerHour = settings.budgetDollarsPerHour.map(Self.microdollars)
    guard let rate = settings.requestsPerSecondPerReplica else {
      return try MixProblem(
        catalogue: catalogue, replicas: replicas, perReplica: settings.perReplica,
        constraints: constraints)
    }
    var need = MixProblem.Need()
    let load = (rate * Double(replicas) * 10).rounded(.up)
    need.deciRequestsPerSecond = Int(min(load, Double(MixProblem.largestNumber)))
    return try MixProblem(catalogue: catalogue, need: need, constraints: constraints)
  }

  private static func microdollars(_ dollars: Double) -> Int {
    Int(min((dollars * 1e6).rounded(), Double(MixProblem.largestNumber)))
  }
}
