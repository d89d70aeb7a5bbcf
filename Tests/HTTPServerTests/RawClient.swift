import Glibc

/// A blocking TCP client that sends what it is told to and parses little, for tests.
final class RawClient {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  struct Response {
    let status: Int
    let head: String
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }

    func header(_ name: String) -> String? {
      for line in head.split(separator: "\r\n").dropFirst() {
        let parts = line.split(separator: ":", maxSplits: 1)
        if parts.count == 2, parts[0].lowercased() == name.lowercased() {
          return String(parts[1].drop { $0 == " " })
        }
      }
      return nil
    }
  }

  /// How long an answer or an end may take, in milliseconds: a busy machine does not reach it, and a hang still ends.
  static let patience: Int32 = 300_000

  let descriptor: Int32
  private var buffer: [UInt8] = []

  init(port: UInt16, receiveBufferBytes: Int32? = nil) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw Failure(description: "socket: errno \(errno)") }
    if var size = receiveBufferBytes {
      setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
    }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let status = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard status == 0 else {
      let number = errno
      close(descriptor)
      throw Failure(description: "connect: errno \(number)")
    }
  }

  deinit {
    close(descriptor)
  }

  /// Sends all of it; false once the peer has closed.
  @discardableResult
  func send(_ bytes: [UInt8]) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.send(
          descriptor, $0.baseAddress.map { $0 + sent }, bytes.count - sent,
          Int32(MSG_NOSIGNAL))
      }
      if count <= 0 { return false }
      sent += count
    }
    return true
  }

  @discardableResult
  func send(_ text: String) -> Bool {
    send([UInt8](text.utf8))
  }

  /// More bytes into the buffer; 0 at the end of the stream.
  private func fill() throws -> Int {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&entry, 1, Self.patience) > 0 else {
      throw Failure(description: "no answer in time")
    }
    var chunk = [UInt8](repeating: 0, count: 65536)
    let count = recv(descriptor, &chunk, chunk.count, 0)
    if count > 0 { buffer += chunk[..<count] }
    return max(count, 0)
  }

  /// The next response on this connection, interim ones (1xx) included.
  func receive(toHead: Bool = false) throws -> Response {
    var end: Int?
    while end == nil {
      end = buffer.indices.first { buffer[$0...].starts(with: [13, 10, 13, 10]) }
      if end == nil, try fill() == 0 {
        throw Failure(description: "closed after \(String(decoding: buffer, as: UTF8.self))")
      }
    }
    let head = String(decoding: buffer[..<end!], as: UTF8.self)
    buffer.removeFirst(end! + 4)
    let status = Int(head.split(separator: " ").dropFirst().first ?? "") ?? 0
    var length = 0
    let empty = Response(status: status, head: head, body: [])
    if let value = empty.header("Content-Length") { length = Int(value) ?? 0 }
    if toHead || status == 204 || status == 304 || status < 200 { length = 0 }
    while buffer.count < length {
      guard try fill() > 0 else { throw Failure(description: "body cut short") }
    }
    let body = Array(buffer[..<length])
    buffer.removeFirst(length)
    return Response(status: status, head: head, body: body)
  }

  /// A response of equal bytes, however large: the byte and how many there are; nil for others.
  func receiveUniform() throws -> (byte: UInt8, count: Int)? {
    let head = "\r\n\r\n".utf8
    while buffer.count < 4 || !buffer.indices.contains(where: { buffer[$0...].starts(with: head) })
    {
      guard try fill() > 0 else { throw Failure(description: "no header") }
    }
    let start = buffer.indices.first { buffer[$0...].starts(with: head) }! + 4
    let text = String(decoding: buffer[..<(start - 4)], as: UTF8.self)
    let length = Response(status: 0, head: text, body: []).header("Content-Length")
    guard let length, var missing = Int(length), missing > 0 else { return nil }
    let count = missing
    buffer.removeFirst(start)
    var byte: UInt8?
    while missing > 0 {
      if buffer.isEmpty, try fill() == 0 { throw Failure(description: "cut short") }
      let piece = buffer.prefix(missing)
      byte = byte ?? piece.first
      let isUniform = piece.withUnsafeBytes { bytes in
        bytes[0] == byte
          && memcmp(bytes.baseAddress!, bytes.baseAddress! + 1, bytes.count - 1) == 0
      }
      guard isUniform else { return nil }
      missing -= piece.count
      buffer.removeFirst(piece.count)
    }
    return byte.map { ($0, count) }
  }

  /// One request and its response.
  func exchange(
    _ method: String = "GET", _ target: String, headers: [String] = [], body: String? = nil
  ) throws -> Response {
    var lines = ["\(method) \(target) HTTP/1.1", "Host: localhost"] + headers
    if let body { lines.append("Content-Length: \(body.utf8.count)") }
    send(lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? ""))
    return try receive(toHead: method == "HEAD")
  }

  /// A new client that is answered, and its answer; for servers that cut clients off once `limit` has passed.
  static func answered(
    port: UInt16, _ target: String = "/", cutAfter limit: Duration
  ) throws -> (client: RawClient, answer: Response) {
    try retryingCuts(after: limit) {
      let client = try RawClient(port: port)
      return (client, try client.exchange("GET", target))
    }
  }

  /// Whether the peer closes (or resets) the connection in time, whatever it sends before.
  func isClosedByPeer() -> Bool {
    while let count = try? fill() {
      if count == 0 { return true }
    }
    return false
  }
}
