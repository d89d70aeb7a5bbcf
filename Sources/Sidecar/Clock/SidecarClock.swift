import Glibc
public import TimeSeries

/// The time that the sidecar lives in: the wall clock's, or a recorded trace's played faster than life.
public struct SidecarClock: Sendable {
  private enum Course: Sendable {
    case wall
    /// Trace time `origin` was at `started`; `speed` seconds of it pass in a second.
    case virtual(origin: Timestamp, started: ContinuousClock.Instant, speed: Double)
  }

  private let course: Course

  private init(_ course: Course) {
    self.course = course
  }

  /// Real time.
  public static let wall = SidecarClock(.wall)

  /// Time that begins at `origin` now and passes `speed` times as fast as real time.
  ///
  /// - Precondition: `speed` is finite and above zero.
  public static func virtual(origin: Timestamp, speed: Double) -> SidecarClock {
    precondition(speed > 0 && speed.isFinite, "the speed of a clock is above zero")
    return SidecarClock(.virtual(origin: origin, started: .now, speed: speed))
  }

  /// Whether it is the wall clock.
  public var isWall: Bool {
    if case .wall = course { true } else { false }
  }

  /// The present moment.
  public var now: Timestamp {
    switch course {
    case .wall:
      var time = timespec()
      clock_gettime(CLOCK_REALTIME, &time)
      return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    case .virtual(let origin, let started, let speed):
      return origin + (ContinuousClock.now - started) * speed
    }
  }

  /// Sleeps until `moment`, but for no longer than `limit` of this clock's time: who waits for a moment looks at the
  /// clock again, since the wall clock can be set.
  public func sleep(until moment: Timestamp, limit: Duration) async throws {
    let remaining = min(moment - now, limit)
    guard remaining > .zero else { return }
    switch course {
    case .wall: try await Task.sleep(for: remaining, tolerance: .milliseconds(1))
    case .virtual(_, _, let speed): try await Task.sleep(for: remaining / speed)
    }
  }
}
