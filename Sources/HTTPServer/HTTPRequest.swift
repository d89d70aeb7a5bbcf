/// A request as a handler sees it: complete, checked and copied, so that it may outlive the call.
public struct HTTPRequest: Sendable {
  /// One `name=value` of a query.
  public struct QueryItem: Sendable, Equatable {
    /// The name, decoded.
    public let name: String
    /// The value, decoded; empty where there is no `=`.
    public let value: String

    /// Makes an item.
    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  /// The method, as sent: methods are case-sensitive.
  public let method: String
  /// The body, complete; empty where there is none.
  public let body: [UInt8]
  /// The client's address without its port; nil where the transport has none.
  public let remoteAddress: String?
  /// The common name (CN) of the client's certificate, where the server asks for one and its authority signed it; nil where none was shown,
  /// or one without that name or with several. Special characters are escaped as in RFC 4514.
  public let clientCommonName: String?
  private let target: HTTPTarget
  private let fields: HTTPFields

  init(
    method: String, target: HTTPTarget, fields: HTTPFields, body: [UInt8], remoteAddress: String?,
    clientCommonName: String?
  ) {
    self.method = method
    self.target = target
    self.fields = fields
    self.body = body
    self.remoteAddress = remoteAddress
    self.clientCommonName = clientCommonName
  }

  /// Makes a request without a connection, for the tests of handlers.
  ///
  /// Nil where the server itself would answer 400: `target` is no path, or holds a malformed escape.
  public init?(
    method: String = "GET", target: String, headers: [HTTPHeader] = [], body: [UInt8] = [],
    remoteAddress: String? = nil, clientCommonName: String? = nil
  ) {
    guard let checked = Array(target.utf8).withUnsafeBytes({ HTTPTarget($0) }) else { return nil }
    var fields = HTTPFields()
    for header in headers {
      Array(header.name.utf8).withUnsafeBytes { name in
        Array(header.value.utf8).withUnsafeBytes { fields.append(name: name, value: $0) }
      }
    }
    self.init(
      method: method, target: checked, fields: fields, body: body, remoteAddress: remoteAddress,
      clientCommonName: clientCommonName)
  }

  /// The path, still percent-encoded; `/` at least.
  public var path: String { target.path }

  /// What follows the first `?`, still encoded; nil without one.
  public var rawQuery: String? { target.query }

  /// The path's segments, percent-decoded one by one, so that `%2F` stays inside its segment.
  ///
  /// `/` has none, `/a/b` has two, `/a/` has `a` and an empty one. Decoded at each call.
  public var pathSegments: [String] { target.pathSegments }

  /// The query's items in order, decoded as forms are (`+` is a space). Decoded at each call.
  public var query: [QueryItem] { target.queryItems }

  /// The value of the first header line of that name, in any case; O(header bytes).
  public func header(_ name: String) -> String? { fields.first(name) }

  /// The values of all header lines of that name, in order.
  public func headers(_ name: String) -> [String] { fields.all(name) }

  /// Whether the client would rather have the answer as gzip than as it is (`Accept-Encoding`).
  ///
  /// A response that depends on it should say `Vary: Accept-Encoding`.
  public var prefersGzip: Bool {
    let values = headers("Accept-Encoding")
    return !values.isEmpty && AcceptEncoding.prefersGzip(values.joined(separator: ","))
  }
}
