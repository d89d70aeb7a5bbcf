import Configuration
import Feeds
import InstanceMix
import Scaling
import Testing

@testable import Sidecar

/// The cheapest instances for a workload, from a catalogue file.
@Suite struct WorkloadMixTests {
  private static let catalogue = """
    instance_type,lifecycle,zone,vcpu,memory_gib,usd_per_hour,rps
    small,on-demand,a,2,4,0.10,100
    large,on-demand,a,8,16,0.30,500
    large,spot,b,8,16,0.12,500

    """

  private static func settings(
    _ catalogue: String, _ change: (inout MixSettings) -> Void = { _ in }
  ) -> WorkloadSettings {
    var workload = Fixture.workload()
    var mix = MixSettings(catalogue: catalogue)
    mix.perReplica = ResourceNeed(milliCores: 2_000, memoryBytes: 4 << 30)
    change(&mix)
    workload.mix = mix
    return workload
  }

  @Test func findsTheCheapestMix() throws {
    let folder = try TemporaryFolder()
    let file = try folder.file("catalogue.csv", Self.catalogue)
    var mix = try #require(try WorkloadMix(Self.settings(file)))
    // Four replicas fit on a large one; the fifth goes onto a small one, which is cheaper than a second large spot.
    let five = mix.status(replicas: 5)
    #expect(five.replicas == 5)
    #expect(five.dollarsPerHour.map { abs($0 - 0.22) < 1e-9 } == true)
    #expect(five.optimalityGap == 0)
    #expect(
      Set(five.instances) == [
        .init(
          type: "large", lifecycle: "spot", zone: "b", count: 1, dollarsPerHourEach: 0.12,
          milliCores: 8_000, memoryMebibytes: 16_384),
        .init(
          type: "small", lifecycle: "on-demand", zone: "a", count: 1, dollarsPerHourEach: 0.1,
          milliCores: 2_000, memoryMebibytes: 4_096),
      ])
    #expect(mix.status(replicas: 5) == five)
    let none = mix.status(replicas: 0)
    #expect(none.instances.isEmpty)
    #expect(none.dollarsPerHour == 0)
  }

  @Test func sizesByLoadServed() throws {
    let folder = try TemporaryFolder()
    let file = try folder.file("catalogue.csv", Self.catalogue)
    let settings = Self.settings(file) {
      $0.perReplica = ResourceNeed()
      $0.requestsPerSecondPerReplica = 100
    }
    var mix = try #require(try WorkloadMix(settings))
    #expect(mix.status(replicas: 5).instances.map(\.count) == [1])
    #expect(mix.status(replicas: 1).dollarsPerHour == 0.1)
  }

  @Test func hasNoAnswerBeyondTheBudget() throws {
    let folder = try TemporaryFolder()
    let file = try folder.file("catalogue.csv", Self.catalogue)
    var mix = try #require(
      try WorkloadMix(Self.settings(file) { $0.budgetDollarsPerHour = 0.15 }))
    #expect(mix.status(replicas: 4).dollarsPerHour == 0.12)
    let beyond = mix.status(replicas: 50)
    #expect(beyond.dollarsPerHour == nil && beyond.instances.isEmpty)
    #expect(beyond.optimalityGap == nil)
    #expect(
      beyond.problem
        == "no mix keeps to all constraints: replicas: asked for 50, possible with 4; budget: asked for $0.1500 an hour, possible with $1.5600 an hour"
    )
    #expect(mix.status(replicas: .max).problem != nil)
  }

  @Test(arguments: ["", "instance_type,usd_per_hour\nsmall,cheap\n", "a,b\n1,2\n"])
  func refusesWhatIsNoCatalogue(_ text: String) throws {
    let folder = try TemporaryFolder()
    let file = try folder.file("catalogue.csv", text)
    #expect(throws: ConfigurationError.self) { try WorkloadMix(Self.settings(file)) }
    #expect(throws: (any Error).self) { try WorkloadMix(Self.settings("\(file).missing")) }
  }

  @Test func isNoneWhereNoneIsAskedFor() throws {
    #expect(try WorkloadMix(Fixture.workload()) == nil)
  }

  @Test func comesWithTheRecommendation() throws {
    let folder = try TemporaryFolder()
    let file = try folder.file("catalogue.csv", Self.catalogue)
    var runtime = try Fixture.runtime(Self.settings(file))
    #expect(runtime.decide(0, nil).mix == nil)
    let status = runtime.decide(1, 35)
    #expect(status.recommendation?.replicas == 4)
    #expect(status.mix?.replicas == 4)
    #expect(status.mix?.dollarsPerHour == 0.12)
  }
}
