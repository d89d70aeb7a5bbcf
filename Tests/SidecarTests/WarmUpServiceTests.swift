import Configuration
import Testing
import TimeSeries

@testable import Sidecar

/// What is learnt of the past beside the cycle.
@Suite struct WarmUpServiceTests {
  private static func runtime() throws -> WorkloadRuntime {
    var settings = Fixture.workload()
    settings.targetOverload = 0.01
    settings.policy = .promise
    var runtime = try Fixture.runtime(settings, at: 2000)
    let past = (0..<2000).map { Sample(timestamp: Fixture.tick($0), value: Double($0 % 50)) }
    runtime.merge(CompressedSeries(past), signal: 0)
    return runtime
  }

  @Test(.timeLimit(.minutes(10)))
  func whatWaitsIsLeftWhenTheEndIsAskedFor() async throws {
    let mailbox = EngineMailbox(loadedAt: Fixture.tick(0))
    let job = try #require(try Self.runtime().warmUps.first)
    let count = 1000
    for _ in 0..<count { mailbox.request(job) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await WarmUpService(mailbox: mailbox).run() }
      var done = 0
      while done == 0 {
        done += mailbox.take(pasts: 1).forecasters.count
        await Task.yield()
      }
      group.cancelAll()
      try await group.waitForAll()
      done += mailbox.take(pasts: 1).forecasters.count
      #expect(done < count)
    }
  }

  @Test func aPromiseStopsInTheMiddleOfItsPast() throws {
    let job = try #require(try Self.runtime().promiseJob)
    var knowledge = PromiseKeeper.Knowledge(job.kind, from: Fixture.tick(0))
    var count = 0
    knowledge.advance(through: Fixture.tick(1999), job.kind, job.loads) { _ in
      count += 1
      return count < 10
    }
    #expect(count == 10)
    #expect(knowledge.next == Fixture.tick(10))
  }

  @Test func aPromiseThatWasLeftIsNotDelivered() async throws {
    let job = try #require(try Self.runtime().promiseJob)
    #expect(job.run() != nil)
    let task = Task {
      while !Task.isCancelled { await Task.yield() }
      return job.run() == nil
    }
    task.cancel()
    #expect(await task.value)
  }
}
