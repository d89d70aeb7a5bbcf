import ServiceLifecycle
import TimeSeries

/// Runs a cycle at every multiple of the interval.
struct CycleService: Service {
  let engine: Engine
  let clock: SidecarClock

  /// How long the first cycle waits for the past: long enough for some dozens of signals, short enough for a probe.
  private static let pastLimit = Duration.seconds(3)

  func run() async throws {
    try await cancelWhenGracefulShutdown {
      do {
        try await loop()
      } catch is CancellationError {
        // The end that was asked for.
      }
    }
    await engine.close()
  }

  private func loop() async throws {
    try await engine.awaitPast(limit: Self.pastLimit)
    var tick = clock.now.aligned(to: await engine.interval)
    while true {
      try Task.checkCancellation()
      await engine.cycle(at: tick)
      let interval = await engine.interval
      let next = clock.now.aligned(to: interval) + interval
      while clock.now < next {
        // Not the whole time at once: the wall clock can be set, and a cycle missed for as long.
        try await clock.sleep(until: next, limit: interval)
        if clock.now < next - interval { break }
      }
      let now = clock.now.aligned(to: interval)
      guard now != tick else { continue }
      tick = now
    }
  }
}
