internal import CCurl
internal import Transport

extension HTTPClientError {
  /// What a failure of libcurl means to the sender of a request.
  init(_ failure: CurlFailure, _ plan: TransferPlan) {
    if failure.code == CURLE_FILESIZE_EXCEEDED {
      self = .tooLarge(plan)
      return
    }
    let detail = plan.target.redacting(plan.proxy?.redacting(failure.text) ?? failure.text)
    self.init(
      Self.kind(of: failure), "\(plan.target.authority): \(Self.meaning(of: failure.code))\(detail)"
    )
  }

  /// The body is longer than the request allows.
  static func tooLarge(_ plan: TransferPlan) -> HTTPClientError {
    HTTPClientError(
      .tooLarge,
      "\(plan.target.authority): the answer's body has more than \(plan.request.maximumBodyBytes) bytes"
    )
  }

  private static func kind(of failure: CurlFailure) -> Kind {
    if failure.isTLS { return .tls }
    // Chunked coding has no code of its own.
    if failure.code == CURLE_RECV_ERROR, failure.text.contains("chunked-encoding") {
      return .malformed
    }
    switch failure.code {
    case CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING, CURLE_UNSUPPORTED_PROTOCOL,
      CURLE_HTTP2, CURLE_HTTP2_STREAM, CURLE_WRITE_ERROR, CURLE_TOO_MANY_REDIRECTS:
      return .malformed
    case CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT: return .resources
    case CURLE_URL_MALFORMAT, CURLE_NOT_BUILT_IN, CURLE_UNKNOWN_OPTION,
      CURLE_BAD_FUNCTION_ARGUMENT, CURLE_SETOPT_OPTION_SYNTAX:
      return .usage
    default: return .connection
    }
  }

  private static func meaning(of code: CURLcode) -> String {
    switch code {
    case CURLE_PARTIAL_FILE: "the connection ended before the answer did: "
    case CURLE_GOT_NOTHING: "the connection ended without an answer: "
    case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY:
      "the answer is not HTTP: "
    default: ""
    }
  }
}
