import Testing
import TimeSeries

@testable import Sidecar

/// The sidecar's time.
@Suite struct SidecarClockTests {
  @Test func playsFasterThanLife() {
    let origin = Timestamp(milliseconds: 900_000_000_000)
    // Only bounds that hold on any machine: real time passed, at the least none and at the most what a clock beside says.
    let start = ContinuousClock.now
    let clock = SidecarClock.virtual(origin: origin, speed: 1_000_000)
    let first = clock.now
    let second = clock.now
    let passed = (ContinuousClock.now - start) * 1_000_000
    #expect(!clock.isWall)
    #expect(first >= origin)
    #expect(second >= first)
    #expect(second <= origin + passed)
  }

  @Test func sleepsUntilTheMoment() async throws {
    let clock = SidecarClock.virtual(origin: Timestamp(milliseconds: 0), speed: 10_000)
    let moment = clock.now + .seconds(100)
    while clock.now < moment { try await clock.sleep(until: moment, limit: .seconds(100)) }
    // What has passed is not waited for.
    try await clock.sleep(until: Timestamp(milliseconds: .min), limit: .seconds(1_000_000_000))
    #expect(clock.now >= moment)
  }

  @Test func isTheWallClockElsewhere() {
    #expect(SidecarClock.wall.isWall)
    #expect(SidecarClock.wall.now > Timestamp(milliseconds: 1_700_000_000_000))
  }
}
