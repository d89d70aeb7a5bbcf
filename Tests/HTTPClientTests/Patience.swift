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

/// The error of an attempt that gets as far as `words` say before its time is up. On a busy machine it may not get so far: then it is
/// made again with twice the time.
func timeoutError(
  saying words: String, of attempt: (_ timeout: Duration) async -> HTTPClientError?
) async -> HTTPClientError? {
  var timeout = Duration.milliseconds(400)
  while true {
    let error = await attempt(timeout)
    guard let error, error.kind == .timeout, !error.message.contains(words),
      timeout < .seconds(100)
    else { return error }
    timeout *= 2
  }
}
