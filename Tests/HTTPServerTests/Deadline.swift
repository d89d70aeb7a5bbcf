import Glibc

/// A generous bound that turns a hang into a failure; nothing is measured against it.
struct Deadline {
  private let end = ContinuousClock.now + .seconds(300)

  /// Throws once the bound is reached.
  func check(_ what: String) throws {
    guard ContinuousClock.now < end else {
      throw RawClient.Failure(description: "gave up waiting for \(what)")
    }
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
