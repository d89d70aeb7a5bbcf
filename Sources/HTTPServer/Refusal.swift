/// The answers that the server gives by itself; made once.
enum Refusal {
  static let badTarget = HTTPResponse.text("bad request: malformed target\n", status: 400)
  static let ambiguousLength = HTTPResponse.text(
    "bad request: ambiguous body length\n", status: 400)
  static let unknownCoding = HTTPResponse.text(
    "transfer coding not implemented; expected chunked\n", status: 501)
  static let bodyTooLarge = HTTPResponse.text("request body too large\n", status: 413)
  static let internalError = HTTPResponse.text("internal server error\n", status: 500)
  static let busy = HTTPResponse(
    status: 503,
    headers: [.contentType("text/plain; charset=utf-8"), HTTPHeader("Retry-After", "1")],
    body: HTTPBody("too many passwords to verify\n"))

  /// 401 that asks for a password.
  static func unauthorized(realm: String) -> HTTPResponse {
    HTTPResponse(
      status: 401,
      headers: [
        .contentType("text/plain; charset=utf-8"),
        HTTPHeader("WWW-Authenticate", "Basic realm=\"\(realm)\", charset=\"UTF-8\""),
      ], body: HTTPBody("unauthorized\n"))
  }
}
