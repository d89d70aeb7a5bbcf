import Configuration
import Feeds
import InstanceMix
import MixLines
import TimeSeries

/// Keeps the answer to one question about instances until the question changes, and what the answer left running.
struct MixKeeper: Sendable {
  /// What an answer depends on, beside the settings.
  struct Question: Hashable, Sendable {
    /// The replicas of each workload that is held.
    var pods: [Int]
    /// The market's version.
    var market: Int
  }

  /// What is to be solved.
  enum Task {
    /// There is nothing to hold and nothing that runs.
    case nothing
    case problem(MixProblem)
    case pods([PodGroup])
  }

  private var last: (question: Question, status: MixStatus)?
  /// The last mix by pool, which stands in for what runs where no query tells.
  private var kept: [InstanceMarket.Pool: Int]?

  /// The nodes of the search after which an answer is taken as it is, with its gap: some tens of milliseconds.
  private static let nodeBudget = 20_000
  /// The same for what is said beside the answer.
  private static let adviceBudget = 2_000

  /// Takes over what another keeper left running.
  mutating func adopt(_ other: MixKeeper) {
    kept = other.kept
  }

  /// The answer to a question: the last one, or one that is solved now.
  ///
  /// - Parameter task: What is to be solved under the constraints, against what runs for each offer of the market.
  mutating func answer(
    _ question: Question, _ settings: MixSettings, _ market: InstanceMarket,
    _ task: (MixConstraints, [Int]) throws(MixProblemError) -> Task
  ) -> MixStatus {
    if let last, last.question == question { return last.status }
    let start = ContinuousClock.now
    var constraints = settings.constraints
    let running = market.running ?? kept.map(market.counts)
    if running != nil { constraints.switching = settings.switching }
    var status: MixStatus
    do throws(MixProblemError) {
      status = solve(try task(constraints, running ?? []), constraints, running, market)
    } catch {
      // Numbers beyond what a problem may hold have no answer: unknown, not wrong.
      status = MixStatus(problem: "\(error)")
    }
    status.replicas = question.pods.reduce(0) { $0.addingReportingOverflow($1).partialValue }
    status.solveSeconds = (ContinuousClock.now - start).inSeconds
    status.currentDollarsPerHour = market.currentDollarsPerHour
    status.unknownInstances = market.unknownInstances
    status.unusedPrices = market.unusedPrices
    last = (question, status)
    return status
  }

  private mutating func solve(
    _ task: Task, _ constraints: MixConstraints, _ running: [Int]?, _ market: InstanceMarket
  ) -> MixStatus {
    let solver = MixSolver(budget: SearchBudget(nodes: Self.nodeBudget))
    let advisor = MixSolver(budget: SearchBudget(nodes: Self.adviceBudget))
    switch task {
    case .nothing:
      kept = [:]
      var status = MixStatus()
      status.dollarsPerHour = 0
      status.optimalityGap = 0
      return status
    case .problem(let problem):
      let answer = solver.solve(problem)
      guard answer.cost != nil else { return Self.failure(answer, problem, advisor) }
      var status = status(answer, market)
      // Where no query tells what runs, it is taken to be this mix: what then can be saved is what changes are too dear for.
      if market.running != nil || constraints.switching != nil,
        let baseline = try? problem.with(running: market.running ?? answer.counts)
      {
        status.savings = advisor.savings(in: baseline).map(MixStatus.Savings.init)
      }
      if problem.offers.indices.contains(where: {
        answer.counts[$0] > 0 && problem.offers[$0].interruptionPerMille > 0
      }) {
        let correlation = constraints.survival?.correlation ?? .pools
        let risk = advisor.spotRisk(of: answer.counts, in: problem, correlation: correlation)
        status.risk = MixStatus.Risk(risk)
      }
      return status
    case .pods(let groups):
      let mix: SharedMix
      do throws(MixProblemError) {
        mix = try solver.solve(
          groups, from: market.catalogue, constraints: constraints, running: running ?? [])
      } catch {
        return MixStatus(problem: "\(error)")
      }
      guard mix.answer.cost != nil else { return Self.failure(mix.answer, nil, advisor) }
      return status(mix.answer, market)
    }
  }

  private mutating func status(_ answer: MixAnswer, _ market: InstanceMarket) -> MixStatus {
    kept = market.pools(answer.counts)
    var status = MixStatus()
    status.instances = zip(answer.counts, market.catalogue.offers).compactMap { count, offer in
      count > 0 ? MixStatus.Instances(offer, count: count) : nil
    }
    status.dollarsPerHour = market.dollarsPerHour(of: answer.counts)
    status.optimalityGap = answer.gap
    return status
  }

  /// Why there is no mix.
  private static func failure(
    _ answer: MixAnswer, _ problem: MixProblem?, _ advisor: MixSolver
  ) -> MixStatus {
    guard answer.status == .infeasible else {
      return MixStatus(problem: "no mix was found in time; none is proven not to exist")
    }
    guard let problem else { return MixStatus(problem: "no mix keeps to all constraints") }
    var quick = advisor
    quick.budget.nodes = 200
    let why = quick.obstacles(of: problem).lines.joined(separator: "; ")
    return MixStatus(problem: "no mix keeps to all constraints: " + why)
  }
}

extension MixStatus.Instances {
  /// Instances of an offer.
  init(_ offer: InstanceOffer, count: Int) {
    self.init(
      type: offer.type, lifecycle: offer.lifecycle.word, zone: offer.zone, count: count,
      dollarsPerHourEach: Double(offer.microdollarsPerHour) / 1e6, milliCores: offer.milliCores,
      memoryMebibytes: offer.memoryMebibytes)
  }
}

extension MixStatus.Savings {
  /// In dollars per hour.
  init(_ savings: Savings) {
    self.init(
      idleRemoval: Double(savings.idleRemoval) / 1e6, downsizing: Double(savings.downsizing) / 1e6,
      betterMix: Double(savings.betterMix) / 1e6, spot: Double(savings.spot) / 1e6)
  }
}

extension MixStatus.Risk {
  /// As far as it is known.
  init(_ risk: SpotRisk) {
    self.init(
      survival: risk.holdsAtLeast, poolsAtRisk: risk.poolsAtRisk,
      expectedReplacementDollarsPerHour: risk.expectedReplacementCost.map { $0 / 1e6 })
  }
}
