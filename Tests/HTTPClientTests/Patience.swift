import HTTPClient
import TestSupport

extension HTTPClientRequest {
  /// The request with a time limit that a busy machine does not reach.
  var patient: Self {
    var copy = self
    copy.timeout = ampleTime
    return copy
  }
}

/// The error of an attempt that gets as far as `words` say before its time is up.
func timeoutError(
  saying words: String, of attempt: (_ timeout: Duration) async -> HTTPClientError?
) async -> HTTPClientError? {
  await errorInGrowingTime(
    isFar: { $0.kind != .timeout || $0.message.contains(words) }, of: attempt)
}
