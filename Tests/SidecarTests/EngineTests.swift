import Configuration
import Exposition
import Feeds
import Scaling
import SignalSources
import Testing
import TimeSeries

@testable import Sidecar

/// The engine's cycle over sources in memory.
@Suite struct EngineTests {
  /// An engine with everything round it.
  private struct Scene {
    let engine: Engine
    let feed: WebFeed
    let mailbox: EngineMailbox
    let sources: ScriptedSources

    init(_ settings: Settings) throws {
      let mailbox = EngineMailbox(loadedAt: Fixture.tick(0))
      let sources = ScriptedSources()
      let build = BuildInformation(version: "test", revision: "")
      let feed = WebFeed(
        snapshot: Snapshot(
          time: Fixture.tick(0), isReady: false, configuration: mailbox.configuration, sources: [],
          workloads: [], telemetry: Telemetry(), build: build)
      ) { .taken }
      engine = try Engine(
        settings: settings, clock: .virtual(origin: Fixture.tick(0), speed: 1e-6),
        factory: sources, feed: feed, disk: nil, memory: [:], mailbox: mailbox, build: build,
        log: Fixture.silence)
      self.feed = feed
      self.mailbox = mailbox
      self.sources = sources
    }

    func source(_ name: String) throws -> ScriptedSource {
      try #require(sources.all(name).last)
    }

    func workload(_ name: String) throws -> WorkloadStatus {
      try #require(feed.snapshot.workloads.first { $0.name == name })
    }

    func load(_ name: String) throws -> [Double?] {
      try #require(workload(name).history.lines.first { $0.kind == "load" }).series.values
    }
  }

  private static func source(_ name: String) -> SourceSettings {
    SourceSettings(name: name, kind: .prometheus(PrometheusSettings(url: "http://\(name)")))
  }

  private static func settings(_ workloads: [WorkloadSettings]) -> Settings {
    var settings = Settings()
    settings.interval = Fixture.interval
    settings.sources = [source("main"), source("other")]
    settings.workloads = workloads
    return settings
  }

  /// Waits for what another task does, for as long as it takes.
  private static func until(_ holds: () throws -> Bool) async throws {
    while try !holds() {
      try Task.checkCancellation()
      await Task.yield()
    }
  }

  @Test(.timeLimit(.minutes(10)))
  func aSlowSourceDelaysNobodyElse() async throws {
    let scene = try Scene(
      Self.settings([Fixture.workload("slow"), Fixture.workload("fast", source: "other")]))
    try scene.source("other").play(35)
    try scene.source("main").hold()
    let engine = scene.engine
    let cycle = Task { await engine.cycle(at: Fixture.tick(0)) }
    try await Self.until {
      scene.feed.snapshot.workloads.last?.recommendation?.replicas != nil
    }
    #expect(try scene.workload("fast").recommendation?.replicas == 4)
    #expect(try scene.workload("slow").recommendation == nil)
    #expect(scene.feed.snapshot.sources.map(\.isUp) == [nil, true])
    #expect(!scene.feed.snapshot.isReady)
    try scene.source("main").release()
    await cycle.value
    #expect(try scene.workload("slow").recommendation?.replicas == 1)
    #expect(scene.feed.snapshot.isReady)
    #expect(try scene.source("main").fetches == 1)
    await scene.engine.close()
    #expect(try scene.source("main").isClosed)
  }

  @Test func decidesOnceEverySourceHasAnswered() async throws {
    var both = Fixture.workload("both")
    both.signals.append(
      SignalSettings(
        name: "more", reference: Fixture.query("more", source: "other"), target: .perReplica(1)))
    let scene = try Scene(Self.settings([both]))
    try scene.source("other").play(4)
    for index in 0..<3 { await scene.engine.cycle(at: Fixture.tick(index)) }
    let decisions = scene.feed.snapshot.telemetry.decisions
    #expect(decisions.values.map(\.value).reduce(0, +) == 3)
    #expect(try scene.workload("both").recommendation?.replicas == 4)
    await scene.engine.close()
  }

  @Test func aDeadSourceIsUnknownAndNeverZero() async throws {
    let scene = try Scene(Self.settings([Fixture.workload()]))
    try scene.source("main").play(75)
    for index in 0..<4 { await scene.engine.cycle(at: Fixture.tick(index)) }
    let before = try #require(try scene.workload("web").recommendation?.replicas)
    try scene.source("main").play(nil)
    await scene.engine.cycle(at: Fixture.tick(4))
    let status = try scene.workload("web")
    #expect(status.recommendation?.replicas == before)
    #expect(status.recommendation?.isHeld == true)
    #expect(status.signals[0].value == nil)
    #expect(status.signals[0].problem == "connection: refused")
    #expect(scene.feed.snapshot.sources[0].isUp == false)
    #expect(scene.feed.snapshot.sources[0].lastSuccess == Fixture.tick(3))
    let errors = scene.feed.snapshot.telemetry.sourceErrors
    #expect(errors[.init(source: "main", reason: "connection")]?.value == 1)
    await scene.engine.close()
  }

  @Test(.timeLimit(.minutes(10)))
  func fillsInWhatItMissedOfASourceThatComesBack() async throws {
    let scene = try Scene(Self.settings([Fixture.workload()]))
    let source = try scene.source("main")
    var jobs = scene.mailbox.jobs.makeAsyncIterator()
    source.play(10)
    await scene.engine.cycle(at: Fixture.tick(0))
    source.play(nil)
    for index in 1...3 { await scene.engine.cycle(at: Fixture.tick(index)) }
    #expect(try scene.load("web") == [10, nil, nil, nil])
    #expect(scene.mailbox.isIdle)
    source.play(20)
    source.remember(
      (0..<9).map { Sample(timestamp: Fixture.tick($0), value: Double(100 + $0)) })
    await scene.engine.cycle(at: Fixture.tick(4))
    let next = await jobs.next()
    let job = try #require(next)
    #expect(job.workload == "web")
    #expect(job.from == Fixture.tick(1))
    #expect(job.through == Fixture.tick(3))
    scene.mailbox.finish(job, with: try await job.run())
    await scene.engine.cycle(at: Fixture.tick(5))
    #expect(try scene.load("web") == [10, 101, 102, 103, 20, 20])
    await scene.engine.close()
  }

  @Test func aReloadLosesNothing() async throws {
    let web = Fixture.workload("web")
    let other = Fixture.workload("other", source: "other")
    let scene = try Scene(Self.settings([web, other]))
    try scene.source("main").play(95)
    try scene.source("other").play(7)
    for index in 0..<4 { await scene.engine.cycle(at: Fixture.tick(index)) }
    #expect(try scene.workload("web").recommendation?.replicas == 10)

    // Other bounds, and one workload is gone.
    var bounded = web
    bounded.replicas.max = 6
    scene.mailbox.post(Self.settings([bounded]), at: Fixture.tick(4))
    await scene.engine.cycle(at: Fixture.tick(4))
    #expect(scene.feed.snapshot.workloads.map(\.name) == ["web"])
    #expect(try scene.workload("web").recommendation?.replicas == 6)
    #expect(try scene.load("web") == [95, 95, 95, 95, 95])
    #expect(scene.sources.all("main").count == 1)
    #expect(scene.feed.snapshot.telemetry.decisions.keys.allSatisfy { $0.workload == "web" })

    // It comes back, and remembers.
    scene.mailbox.post(Self.settings([web, other]), at: Fixture.tick(5))
    try scene.source("other").play(8)
    await scene.engine.cycle(at: Fixture.tick(5))
    #expect(try scene.load("other").prefix(4) == [7, 7, 7, 7])
    await scene.engine.close()
  }

  @Test(.timeLimit(.minutes(10)))
  func aConfigurationThatCannotBeBuiltChangesNothing() async throws {
    let scene = try Scene(Self.settings([Fixture.workload()]))
    await scene.engine.cycle(at: Fixture.tick(0))
    var broken = Self.settings([Fixture.workload("new", source: "other")])
    broken.sources[0] = Self.source("first")
    scene.sources.refuse("other")
    scene.mailbox.post(broken, at: Fixture.tick(1))
    await scene.engine.cycle(at: Fixture.tick(1))
    #expect(scene.feed.snapshot.workloads.map(\.name) == ["web"])
    #expect(scene.feed.snapshot.configuration.isLastReloadSuccessful == false)
    #expect(try scene.load("web") == [1, 1])
    // What was made for it is given up.
    var retired = scene.mailbox.retired.makeAsyncIterator()
    let first = await retired.next()
    #expect(first === (try scene.source("first")))
    await scene.engine.close()
  }

  @Test(.timeLimit(.minutes(10)))
  func whatGoesIntoTheShadowFeedsNothingAtOnce() async throws {
    let web = Fixture.workload()
    let other = Fixture.workload("other", source: "other")
    let scene = try Scene(Self.settings([web, other]))
    await scene.engine.cycle(at: Fixture.tick(0))
    #expect(try scene.workload("web").isLive)
    var shadow = web
    shadow.mode = .shadow
    scene.mailbox.post(Self.settings([shadow, other]), at: Fixture.tick(1))
    try scene.source("main").hold()
    let engine = scene.engine
    let cycle = Task { await engine.cycle(at: Fixture.tick(1)) }
    try await Self.until { scene.feed.snapshot.time == Fixture.tick(1) }
    #expect(try !scene.workload("web").isLive)
    #expect(try scene.workload("web").time == Fixture.tick(0))
    try scene.source("main").release()
    await cycle.value
    await scene.engine.close()
  }

  @Test func aReloadStartsCountingAnew() async throws {
    var settings = Self.settings([
      Fixture.workload(), Fixture.workload("other", source: "other"),
    ])
    settings.interval = .seconds(60)
    let scene = try Scene(settings)
    for index in [1, 5] { await scene.engine.cycle(at: Fixture.tick(index)) }
    settings.interval = .seconds(15)
    settings.sources.removeLast()
    settings.workloads.removeLast()
    scene.mailbox.post(settings, at: Fixture.tick(9))
    for index in [9, 10] { await scene.engine.cycle(at: Fixture.tick(index)) }
    let telemetry = scene.feed.snapshot.telemetry
    #expect(telemetry.skippedCycles.value == 0)
    #expect(Array(telemetry.fetchDurations.keys) == ["main"])
    #expect(try scene.load("web") == [1, 1, 1, 1])
    await scene.engine.close()
  }

  @Test func countsCyclesThatWereLeftOut() async throws {
    let scene = try Scene(Self.settings([Fixture.workload()]))
    for index in [0, 1, 5] { await scene.engine.cycle(at: Fixture.tick(index)) }
    #expect(scene.feed.snapshot.telemetry.skippedCycles.value == 3)
    await scene.engine.close()
  }

  @Test func survivesAClockThatIsSetBack() async throws {
    let scene = try Scene(Self.settings([Fixture.workload()]))
    try scene.source("main").play(35)
    for index in [100, 101, 2, 3] { await scene.engine.cycle(at: Fixture.tick(index)) }
    #expect(try scene.workload("web").recommendation?.replicas == 4)
    #expect(try scene.workload("web").time == Fixture.tick(3))
    #expect(scene.feed.snapshot.telemetry.skippedCycles.value == 0)
    await scene.engine.close()
  }
}
