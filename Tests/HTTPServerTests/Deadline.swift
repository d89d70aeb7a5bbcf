import Glibc

/// A generous bound that turns a hang into a failure; nothing is measured against it.
struct Deadline {
  private let end = ContinuousClock.now + .seconds(300)

  /// Whether the bound is reached.
  var isOver: Bool { ContinuousClock.now >= end }

  /// Throws once the bound is reached.
  func check(_ what: String) throws {
    if isOver { throw RawClient.Failure(description: "gave up waiting for \(what)") }
  }
}

/// Waits until a condition holds.
func wait(for what: String, until condition: () -> Bool) throws {
  let deadline = Deadline()
  while !condition() {
    try deadline.check(what)
    usleep(1000)
  }
}

/// The outcome of an attempt that a server may cut off once `limit` has passed: on a busy machine that happens to clients that
/// are not slow, and then it is made again. One that fails sooner has met a fault.
func retryingCuts<Outcome>(after limit: Duration, _ attempt: () throws -> Outcome) throws -> Outcome
{
  let deadline = Deadline()
  for _ in 1..<10 where !deadline.isOver {
    let start = ContinuousClock.now
    do {
      return try attempt()
    } catch {
      if start.duration(to: .now) < limit { throw error }
    }
  }
  return try attempt()
}
