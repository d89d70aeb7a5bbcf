/// What a handler answers: a status, header lines and a body.
///
/// A response may be made once and returned to any number of requests: its header and body are then
/// neither built nor copied again. `Content-Length`, `Date` and `Connection` are the server's to
/// add; to HEAD it sends the header alone.
public struct HTTPResponse: Sendable {
  /// The status code, 200...599.
  public var status: Int
  /// A label for whoever observes accesses, such as the route; not sent.
  public var handlerName: String?
  /// Header and body in the form in which the library queues them.
  let message: HTTPMessage

  /// Makes a response.
  public init(
    status: Int = 200, headers: [HTTPHeader] = [], body: HTTPBody = .empty,
    handlerName: String? = nil
  ) {
    self.status = status
    self.handlerName = handlerName
    message = HTTPMessage(headers: headers, body: body)
  }

  /// The header lines.
  public var headers: [HTTPHeader] { message.headers }
  /// The body.
  public var body: HTTPBody { message.body }

  /// The same response under another label; header and body stay shared.
  public func named(_ handlerName: String) -> HTTPResponse {
    var copy = self
    copy.handlerName = handlerName
    return copy
  }

  /// Plain text in UTF-8.
  public static func text(_ text: String, status: Int = 200) -> HTTPResponse {
    HTTPResponse(
      status: status, headers: [.contentType("text/plain; charset=utf-8")], body: HTTPBody(text))
  }

  /// A page in UTF-8.
  public static func html(_ page: String, status: Int = 200) -> HTTPResponse {
    HTTPResponse(
      status: status, headers: [.contentType("text/html; charset=utf-8")], body: HTTPBody(page))
  }

  /// Encoded JSON.
  public static func json(_ bytes: [UInt8], status: Int = 200) -> HTTPResponse {
    HTTPResponse(status: status, headers: [.contentType("application/json")], body: HTTPBody(bytes))
  }

  /// 404 in plain text.
  public static let notFound = HTTPResponse.text("not found\n", status: 404)

  /// 405 that names the methods which the resource has.
  public static func methodNotAllowed(allow methods: [String]) -> HTTPResponse {
    let allowed = methods.joined(separator: ", ")
    return HTTPResponse(
      status: 405,
      headers: [.contentType("text/plain; charset=utf-8"), HTTPHeader("Allow", allowed)],
      body: HTTPBody("method not allowed; allowed: \(allowed)\n"))
  }
}
