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
  private func fill(timeout: Int32) throws -> Int {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&entry, 1, timeout) > 0 else { throw Failure(description: "no answer in time") }
    var chunk = [UInt8](repeating: 0, count: 65536)
    let count = recv(descriptor, &chunk, chunk.count, 0)
    if count > 0 { buffer += chunk[..<count] }
    return max(count, 0)
  }

  /// The next response on this connection, interim ones (1xx) included.
  func receive(toHead: Bool = false, timeout: Int32 = 5000) throws -> Response {
    var end: Int?
    while end == nil {
      end = buffer.indices.first { buffer[$0...].starts(with: [13, 10, 13, 10]) }
      if end == nil, try fill(timeout: timeout) == 0 {
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
      guard try fill(timeout: timeout) > 0 else { throw Failure(description: "body cut short") }
    }
    let body = Array(buffer[..<length])
    buffer.removeFirst(length)
    return Response(status: status, head: head, body: body)
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

  /// Whether the peer closes (or resets) the connection in time, whatever it sends before.
  func isClosedByPeer(timeout: Int32 = 5000) -> Bool {
    while let count = try? fill(timeout: timeout) {
      if count == 0 { return true }
    }
    return false
  }
}
