import Synchronization
import TimeSeries

@testable import Sidecar

/// The pasts that came through a mailbox.
final class Taken: Sendable {
  private let state = Mutex<[Double]>([])

  /// Takes what is there, and tells how many samples have come.
  func take(from mailbox: EngineMailbox) -> Int {
    let samples = mailbox.take(pasts: 100).pasts.flatMap(\.past.allSamples).map(\.value)
    return state.withLock { values in
      values += samples
      return values.count
    }
  }

  /// All values that have come.
  var values: [Double] { state.withLock { $0 } }
}
