import Feeds
import HTTPServer
import JSON
import Testing

extension WebFeed {
  /// A feed that serves `snapshot` and whose configuration is always taken.
  convenience init(_ snapshot: Snapshot) {
    self.init(snapshot: snapshot) { .taken }
  }

  /// The answer to a request without a connection.
  func get(
    _ target: String, method: String = "GET", headers: [HTTPHeader] = []
  ) throws -> HTTPResponse {
    let request = HTTPRequest(method: method, target: target, headers: headers)
    return respond(to: try #require(request, "the server would refuse the target \(target)"))
  }
}

extension HTTPResponse {
  /// The body as text.
  var text: String { String(decoding: body.bytes, as: UTF8.self) }

  /// The body as JSON.
  var json: JSONValue {
    get throws { try JSONValue.parse(body.bytes) }
  }

  /// The value of a header line.
  func header(_ name: String) -> String? {
    headers.first { $0.name == name }?.value
  }
}
