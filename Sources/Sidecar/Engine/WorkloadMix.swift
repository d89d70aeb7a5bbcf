import Configuration
import Feeds
import FileAccess
import InstanceMix

/// The cheapest instances for a workload's replicas, solved anew only when their number changes.
struct WorkloadMix: Sendable {
  init?(_ workload: WorkloadSettings) throws {
    return nil
  }
  mutating func status(replicas: Int) -> MixStatus? { nil }
}
