import Configuration
import Feeds
import InstanceMix
import SignalSources
import TimeSeries

/// The cheapest instances that hold the recommended replicas of several workloads side by side.
struct NodePoolRuntime: Sendable {
  let settings: NodePoolSettings
  private var market: InstanceMarket
  private var keeper = MixKeeper()

  /// A pool as the settings ask for.
  ///
  /// - Throws: where the catalogue cannot be read, or the needs are none that it can answer.
  init(_ settings: NodePoolSettings, shelf: CatalogueShelf = CatalogueShelf()) throws {
    self.settings = settings
    let catalogue = try shelf.catalogue(at: settings.mix.catalogue)
    market = InstanceMarket(settings.mix, catalogue: catalogue)
    do {
      let one = settings.pods.map { PodGroup(name: $0.workload, need: $0.need, count: 1) }
      _ = try MixSolver(budget: SearchBudget(nodes: 0)).solve(one, from: Catalogue())
    } catch {
      throw StartError("node pool \(settings.name): \(error)")
    }
  }

  /// Takes over what the pool of the same name knew before a reload.
  mutating func adopt(_ other: NodePoolRuntime) {
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

  /// The cheapest instances for what is recommended now.
  ///
  /// - Parameter replicas: of a workload, by its name; nil where nothing is recommended.
  mutating func status(replicas: (String) -> Int?) -> NodePoolStatus {
    let counts = settings.pods.map { replicas($0.workload) }
    let pods = zip(settings.pods, counts).map {
      NodePoolStatus.Pods(workload: $0.workload, replicas: $1)
    }
    guard !counts.contains(nil) else {
      let unknown = pods.filter { $0.replicas == nil }.map(\.workload).joined(separator: ", ")
      return NodePoolStatus(
        name: settings.name, pods: pods,
        mix: MixStatus(problem: "nothing is recommended for \(unknown)"))
    }
    let known = counts.compactMap { $0 }
    let question = MixKeeper.Question(pods: known, market: market.version)
    let mix = keeper.answer(question, settings.mix, market) { _, running in
      guard known.contains(where: { $0 > 0 }) || running.contains(where: { $0 > 0 }) else {
        return .nothing
      }
      return .pods(
        zip(settings.pods, known).map {
          PodGroup(name: $0.workload, need: $0.need, count: $1)
        })
    }
    return NodePoolStatus(name: settings.name, pods: pods, mix: mix)
  }
}
