import Configuration
import InstanceMix
import Scaling
import Testing

struct ExampleTests {
  @Test func theExampleOfTheInterfacesPageParses() throws {
    let load = ConfigurationLoader().load(path: Fixture.path("interfaces.yaml"), environment: [:])
    #expect(load.problems == [])
    let settings = try load.get()
    #expect(settings.web.listen == "127.0.0.1:9847")
    #expect(settings.interval == .seconds(15))
    var main = PrometheusSettings(url: "http://127.0.0.1:9090")
    main.timeout = .seconds(5)
    var jobs = RedisSettings()
    jobs.url = "redis://127.0.0.1:6379/0"
    #expect(
      settings.sources == [
        SourceSettings(name: "main", kind: .prometheus(main)),
        SourceSettings(name: "jobs", kind: .redis(jobs)),
      ])
    let workload = try #require(settings.workloads.first)
    #expect(settings.workloads.count == 1)
    #expect(workload.name == "checkout")
    #expect(workload.startup == .seconds(120))
    #expect(workload.targetOverload == 0.001)
    #expect(workload.mode == .live)
    #expect(workload.replicas.min == 2)
    #expect(workload.replicas.max == 50)
    #expect(
      workload.replicas.current
        == SignalReference(
          source: "main",
          selector: .query(
            #"kube_deployment_status_replicas{deployment="checkout"}"#, reduce: nil)))
    #expect(workload.signals.map(\.name) == ["requests", "cpu", "backlog"])
    #expect(
      workload.signals.map(\.target) == [.perReplica(25), .utilization(0.7), .perReplica(20)])
    #expect(
      workload.signals[1].reference.selector
        == .query(
          #"sum(rate(container_cpu_usage_seconds_total{pod=~"checkout-.*",container!=""}[2m])) / sum(kube_pod_container_resource_requests{resource="cpu",pod=~"checkout-.*"})"#,
          reduce: nil))
    #expect(
      workload.signals[2].reference
        == SignalReference(source: "jobs", selector: .list(key: "jobs:pending")))
    let mix = try #require(workload.mix)
    #expect(mix.catalogue == Fixture.path("aws-us-east-1.csv"))
    #expect(mix.perReplica == ResourceNeed(milliCores: 2000, memoryBytes: 4 << 30))
    #expect(
      load.watchedFiles.paths == [
        Fixture.path("interfaces.yaml"), Fixture.path("aws-us-east-1.csv"),
      ])
  }

  @Test func theQuickStartParses() throws {
    let load = ConfigurationLoader().load(path: Fixture.path("quickstart.yaml"), environment: [:])
    #expect(load.problems == [])
    let settings = try load.get()
    var replay = ReplaySettings(file: Fixture.path("traces/worldcup98.csv"))
    replay.speed = 240
    replay.start = .seconds(8 * 86_400)
    replay.loop = true
    #expect(settings.sources.map(\.kind) == [.replay(replay)])
    #expect(settings.workloads[0].replicas.simulate)
    #expect(settings.workloads[0].signals[0].reference.selector == .column("requests"))
  }

  @Test func theSmallestConfigurationHasEveryDefault() throws {
    let settings = try Fixture.load(Fixture.smallest).get()
    var expected = Settings()
    expected.sources = [
      SourceSettings(
        name: "prometheus", kind: .prometheus(PrometheusSettings(url: "http://127.0.0.1:9090")))
    ]
    var workload = WorkloadSettings(name: "checkout")
    workload.signals = [
      SignalSettings(
        name: "query",
        reference: SignalReference(source: "prometheus", selector: .query("up", reduce: nil)),
        target: .perReplica(25))
    ]
    expected.workloads = [workload]
    #expect(settings == expected)
    #expect(settings.workloads[0].behavior == .kubernetesDefault)
    #expect(settings.workloads[0].mode == .shadow)
  }
}
