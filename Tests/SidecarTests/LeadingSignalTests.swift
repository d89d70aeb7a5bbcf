import Configuration
import Feeds
import Glibc
import Scaling
import SignalSources
import Testing
import TimeSeries

@testable import Sidecar

/// Signals that foresee one another.
@Suite struct LeadingSignalTests {
  /// A workload with a queue upstream that its load follows three minutes later.
  private static var settings: WorkloadSettings {
    var settings = Fixture.workload()
    settings.startup = .seconds(165)
    settings.signals.append(
      SignalSettings(name: "upstream", reference: Fixture.query("queue"), target: .leading))
    return settings
  }

  private static func level(_ index: Int) -> Double {
    // A wave without a season that the load itself could show.
    let time = Double(index)
    let phase = time / 23 + 3 * sin(time / 71)
    return 100 + 40 * sin(phase) * sin(time / 157)
  }

  private static func past(_ count: Int, lead: Int) -> CompressedSeries {
    CompressedSeries(
      (0..<count).map { Sample(timestamp: Fixture.tick($0), value: level($0 + lead)) })
  }

  @Test func aLeadingSignalIsUsedAndAsksForNothing() throws {
    var runtime = try Fixture.runtime(Self.settings, at: 3000)
    runtime.merge(Self.past(3000, lead: 0), signal: 0)
    runtime.merge(Self.past(3000, lead: 12), signal: 1)
    for (index, job) in runtime.warmUps.enumerated() { runtime.adopt(job.run(), signal: index) }
    #expect(runtime.warmUps.isEmpty)
    let moment = Fixture.tick(3000)
    let status = runtime.decide(
      at: moment, current: nil, ready: nil,
      signals: [.value(Self.level(3000), at: moment), .value(Self.level(3012), at: moment)])
    let forecast = try #require(status.signals[0].forecast)
    let weights = Dictionary(uniqueKeysWithValues: forecast.weights)
    #expect((weights["leading_regression"] ?? 0) > 0.3)
    let recommendation = try #require(status.recommendation)
    #expect(recommendation.signals.map(\.desired).last == .some(nil))
    #expect(recommendation.signals.last?.state == .leading)
  }

  @Test func aPastOfOneSignalWarmsUpThoseThatLookAtIt() throws {
    var runtime = try Fixture.runtime(Self.settings, at: 300)
    runtime.merge(Self.past(300, lead: 0), signal: 0)
    let early = try #require(runtime.warmUps.first)
    runtime.merge(Self.past(300, lead: 12), signal: 1)
    runtime.adopt(early.run(), signal: 0)
    #expect(runtime.warmUps.map(\.signal) == ["load", "upstream"])
    #expect(runtime.warmUps.first?.companions.map(\.count) == [300])
  }
}
