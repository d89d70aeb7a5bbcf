import Configuration
import Feeds
import FileAccess
import InstanceMix

/// The cheapest instances for a workload's replicas, solved anew only when their number changes.
struct WorkloadMix: Sendable {
  private let catalogue: Catalogue
  private let settings: MixSettings
  private var last: MixStatus?
  private var lastReplicas: Int?

  /// The nodes of the search after which an answer is taken as it is: a few tens of milliseconds.
  private static let nodeBudget = 20_000

  /// A mix as the settings ask for; nil where they ask for none.
  ///
  /// - Throws: where the catalogue cannot be read.
  init?(_ workload: WorkloadSettings) throws {
    guard let mix = workload.mix else { return nil }
    settings = mix
    catalogue = try Catalogue(csv: LocalFile.read(mix.catalogue, limit: 64 << 20))
  }
}
