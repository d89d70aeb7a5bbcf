/// The answer to a request, whatever its status: a 503 and a redirect are answers too.
public struct HTTPClientResponse: Sendable {
  /// The status code.
  public var status: Int

  /// The final answer's header lines.
  public var headers: HTTPClientHeaders

  /// The whole body, transfer and content coding undone.
  public var body: [UInt8]

  /// An answer as given.
  public init(status: Int, headers: HTTPClientHeaders = HTTPClientHeaders(), body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}

/// Header lines in the order in which they came, found by name whatever its case.
public struct HTTPClientHeaders: Sendable {
  /// The lines; values have no white space at their ends.
  public private(set) var lines: [(name: String, value: String)]

  /// Header lines as given.
  public init(_ lines: [(name: String, value: String)] = []) { self.lines = lines }

  /// The first value of a name; nil where there is none. Linear in the number of lines.
  public subscript(name: String) -> String? {
    lines.first { Self.equal($0.name, name) }?.value
  }

  /// Every value of a name, in order.
  public func values(of name: String) -> [String] {
    lines.filter { Self.equal($0.name, name) }.map(\.value)
  }

  mutating func append(name: String, value: String) { lines.append((name, value)) }

  /// Names are ASCII (RFC 9110, section 5.1), so that only its letters have a case.
  private static func equal(_ left: String, _ right: String) -> Bool {
    left.utf8.elementsEqual(right.utf8) { lowercase($0) == lowercase($1) }
  }

  private static func lowercase(_ byte: UInt8) -> UInt8 {
    byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
  }
}
