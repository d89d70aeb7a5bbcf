import Synchronization

/// Carries the verifier's answer to the thread that serves the connection.
final class AuthenticationVerdict: Sendable {
  private let answer = Mutex<HTTPResponse?>(nil)

  /// The answer instead of the handler's; nil where the password was right.
  var refusal: HTTPResponse? { answer.withLock { $0 } }

  /// Leaves the answer; to be called before the connection is resumed.
  func set(_ refusal: HTTPResponse?) {
    answer.withLock { $0 = refusal }
  }
}
