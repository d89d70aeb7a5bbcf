import Configuration
import Feeds
import InstanceMix
import SignalSources
import TimeSeries

/// The cheapest instances for a workload's replicas, solved anew only when their number, a price or what runs changes.
struct WorkloadMix: Sendable {
  private let settings: MixSettings
  private var market: InstanceMarket
  private var keeper = MixKeeper()

  /// A mix as the settings ask for; nil where they ask for none.
  ///
  /// - Throws: where the catalogue cannot be read, or the needs are none that it can answer.
  init?(_ workload: WorkloadSettings, shelf: CatalogueShelf = CatalogueShelf()) throws {
    guard let mix = workload.mix else { return nil }
    settings = mix
    market = InstanceMarket(mix, catalogue: try shelf.catalogue(at: mix.catalogue))
    do {
      _ = try Self.problem(mix, market, 1, constraints: mix.constraints)
    } catch {
      throw StartError("workload \(workload.name): mix: \(error)")
    }
  }

  /// Takes over what another mix for the same question knows: its answer, live prices, and what it left running.
  mutating func adopt(_ other: WorkloadMix) {
    keeper.adopt(other.keeper)
    if other.settings == settings, other.market.hasSameOffers(as: market) {
      market = other.market
      keeper = other.keeper
    }
  }

  /// Takes in what the queries for prices and running instances said last.
  mutating func takeIn(current: Reading?, prices: [Reading], at tick: Timestamp) {
    market.takeIn(current: current, prices: prices, at: tick)
  }

  /// The cheapest instances for `replicas`, or why there are none.
  mutating func status(replicas: Int) -> MixStatus {
    let (settings, market) = (settings, market)
    let question = MixKeeper.Question(pods: [replicas], market: market.version)
    return keeper.answer(question, settings, market) {
      (constraints, running) throws(MixProblemError) in
      guard replicas > 0 || running.contains(where: { $0 > 0 }) else { return .nothing }
      return .problem(
        try Self.problem(settings, market, replicas, constraints: constraints, running: running))
    }
  }

  private static func problem(
    _ settings: MixSettings, _ market: InstanceMarket, _ replicas: Int,
    constraints: MixConstraints, running: [Int] = []
  ) throws(MixProblemError) -> MixProblem {
    guard let rate = settings.requestsPerSecondPerReplica else {
      return try MixProblem(
        catalogue: market.catalogue, replicas: replicas, perReplica: settings.perReplica,
        constraints: constraints, running: running)
    }
    var need = MixProblem.Need()
    let load = (rate * Double(replicas) * 10).rounded(.up)
    need.deciRequestsPerSecond = Int(min(load, Double(MixProblem.largestNumber)))
    return try MixProblem(
      catalogue: market.catalogue, need: need, constraints: constraints, running: running)
  }
}
