import Configuration
import Feeds
import InstanceMix
import Scaling
import SignalSources
import Testing

@testable import Sidecar

/// When a mix changes, and what is said of what could be saved.
struct MixChangeTests {
  private static let catalogue = """
    instance_type,vcpu,usd_per_hour
    m5.large,2,0.10
    m5.xlarge,4,0.19
    c5.4xlarge,16,0.60

    """

  private let folder: TemporaryFolder
  private let file: String

  init() throws {
    folder = try TemporaryFolder()
    file = try folder.file("catalogue.csv", Self.catalogue)
  }

  private func mix(_ change: (inout MixSettings) -> Void = { _ in }) throws -> WorkloadMix {
    var workload = Fixture.workload()
    var settings = MixSettings(catalogue: file)
    settings.perReplica = ResourceNeed(milliCores: 2_000)
    change(&settings)
    workload.mix = settings
    return try #require(try WorkloadMix(workload))
  }

  private func change(_ dollars: Double, payback: Duration = .seconds(3600)) -> MixChangeSettings {
    var change = MixChangeSettings()
    change.startDollars = dollars
    change.stopDollars = dollars
    change.payback = payback
    return change
  }

  private func counts(_ status: MixStatus) -> [String: Int] {
    Dictionary(uniqueKeysWithValues: status.instances.map { ($0.type, $0.count) })
  }

  @Test func aMixStaysUntilTheSavingPaysForTheChange() throws {
    var mix = try mix { $0.change = change(0.2) }
    #expect(counts(mix.status(replicas: 8)) == ["c5.4xlarge": 1])
    // One m5.xlarge would hold two at 0.19, which saves 0.41 an hour; to stop one and start one costs 0.40.
    #expect(counts(mix.status(replicas: 2)) == ["m5.xlarge": 1])

    var slow = try self.mix { $0.change = change(0.25) }
    #expect(counts(slow.status(replicas: 8)) == ["c5.4xlarge": 1])
    let kept = slow.status(replicas: 2)
    #expect(counts(kept) == ["c5.4xlarge": 1])
    #expect(kept.dollarsPerHour == 0.6)
    #expect(kept.optimalityGap == 0)
    // What is left on the table because changing is too dear.
    let savings = try #require(kept.savings)
    #expect(abs(savings.kinds.reduce(0) { $0 + $1.1 } - 0.41) < 1e-9)

    // The same with a day to pay for it.
    var patient = try self.mix { $0.change = change(0.25, payback: .seconds(86_400)) }
    _ = patient.status(replicas: 8)
    #expect(counts(patient.status(replicas: 2)) == ["m5.xlarge": 1])
  }

  @Test func needGoesBeforeWhatChangesCost() throws {
    var mix = try mix { $0.change = change(1_000) }
    #expect(counts(mix.status(replicas: 1)) == ["m5.large": 1])
    let more = mix.status(replicas: 9)
    #expect(more.instances.reduce(0) { $0 + $1.count } == 2)
    #expect(counts(more)["m5.large"] == 1)
  }

  @Test func whatRunsComesFromTheQuery() throws {
    var mix = try mix {
      $0.current = InstanceTable(source: "main", query: "nodes")
      $0.change = change(0.01)
    }
    let first = mix.status(replicas: 2)
    #expect(first.currentDollarsPerHour == nil)
    mix.takeIn(
      current: .table(
        [LabelledValue(labels: ["instance_type": "c5.4xlarge"], value: 2)], at: Fixture.tick(1)),
      prices: [], at: Fixture.tick(1))
    let status = mix.status(replicas: 2)
    #expect(status.currentDollarsPerHour == 1.2)
    #expect(counts(status) == ["m5.xlarge": 1])
    let savings = try #require(status.savings)
    // One of the two is idle; a smaller family of what runs there is none; another family costs 0.19 for 0.60.
    #expect(abs(savings.idleRemoval - 0.6) < 1e-9)
    #expect(savings.downsizing == 0)
    #expect(abs(savings.betterMix - 0.41) < 1e-9)
    #expect(savings.spot == 0)
  }

  @Test func aReloadKeepsWhatRuns() throws {
    var mix = try mix { $0.change = change(0.25) }
    _ = mix.status(replicas: 8)
    var reloaded = try self.mix {
      $0.change = change(0.25)
      $0.budgetDollarsPerHour = 10
    }
    reloaded.adopt(mix)
    #expect(counts(reloaded.status(replicas: 2)) == ["c5.4xlarge": 1])
  }

  @Test func aNodePoolHoldsTheReplicasOfItsWorkloads() throws {
    var settings = NodePoolSettings(name: "general", mix: MixSettings(catalogue: file))
    settings.pods = ["web", "jobs"].map { PodSettings(workload: $0) }
    settings.pods[0].need = ResourceNeed(milliCores: 500)
    settings.pods[1].need = ResourceNeed(milliCores: 6_000)
    var pool = try NodePoolRuntime(settings)
    let unknown = pool.status { $0 == "web" ? 3 : nil }
    #expect(unknown.mix.problem == "nothing is recommended for jobs")
    #expect(unknown.mix.dollarsPerHour == nil)
    // Six cores fit on no smaller instance, however many there are; the others find room beside them.
    let status = pool.status { $0 == "web" ? 8 : 2 }
    #expect(counts(status.mix) == ["c5.4xlarge": 1])
    #expect(status.mix.replicas == 10)
    #expect(status.pods.map(\.replicas) == [8, 2])
    // A ninth of half a core does not.
    #expect(counts(pool.status { $0 == "web" ? 9 : 2 }.mix) == ["c5.4xlarge": 1, "m5.large": 1])
  }
}
