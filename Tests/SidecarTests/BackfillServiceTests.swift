import Configuration
import Scaling
import SignalSources
import Testing
import TimeSeries

@testable import Sidecar

/// Pasts that are read beside the cycle.
@Suite struct BackfillServiceTests {
  private static func job(_ source: ScriptedSource) -> BackfillJob {
    BackfillJob(
      workload: "web",
      signal: SignalSettings(
        name: "load", reference: Fixture.query("load"), target: .perReplica(10)),
      load: BackfillJob.Query(source: source, index: 0), replicas: nil, from: Fixture.tick(0),
      through: Fixture.tick(9), step: Fixture.interval)
  }

  /// Runs the service until `holds`.
  private static func run(
    _ mailbox: EngineMailbox, until holds: @escaping @Sendable () -> Bool
  ) async throws {
    let service = BackfillService(mailbox: mailbox, log: Fixture.silence, retryDelay: .zero)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await service.run() }
      while !holds() {
        try Task.checkCancellation()
        await Task.yield()
      }
      group.cancelAll()
      try await group.waitForAll()
    }
  }

  @Test(.timeLimit(.minutes(10)))
  func triesAgainWhatMayWorkLater() async throws {
    let source = ScriptedSource(name: "main", queries: 1)
    source.remember([Sample(timestamp: Fixture.tick(3), value: 7)])
    source.fail([SourceError(.timeout, "late"), SourceError(.connection, "refused")])
    let mailbox = EngineMailbox(loadedAt: Fixture.tick(0))
    mailbox.request(Self.job(source))
    let pasts = Taken()
    try await Self.run(mailbox) { pasts.take(from: mailbox) == 1 }
    #expect(mailbox.isIdle)
  }

  @Test(.timeLimit(.minutes(10)))
  func givesUpWhatNeverWill() async throws {
    let wrong = ScriptedSource(name: "main", queries: 1)
    wrong.fail([SourceError(.query, "parse error")])
    wrong.remember([Sample(timestamp: Fixture.tick(3), value: 7)])
    let right = ScriptedSource(name: "main", queries: 1)
    right.remember([Sample(timestamp: Fixture.tick(4), value: 8)])
    let mailbox = EngineMailbox(loadedAt: Fixture.tick(0))
    mailbox.request(Self.job(wrong))
    mailbox.request(Self.job(right))
    let pasts = Taken()
    try await Self.run(mailbox) { pasts.take(from: mailbox) == 1 && mailbox.isIdle }
    #expect(pasts.values == [8])
  }
}
