import Foundation
import Glibc
import Synchronization

/// A TCP server on loopback whose every answer is scripted, faults included.
public final class FaultyServer: Sendable {
  /// What to do with one connection once its request (up to a blank line, or the first bytes of another protocol)
  /// has been read.
  public enum Answer: Sendable {
    /// Sends the bytes and closes.
    case bytes([UInt8])
    /// Sends the bytes and keeps the connection open until the server stops.
    case bytesAndHang([UInt8])
    /// Sends the bytes, a few at a time, pausing between them, and closes.
    case slowly([UInt8], pause: Duration)
    /// Closes at once with a reset.
    case reset
    /// Never answers.
    case hang
  }

  /// The port it listens on.
  public let port: UInt16

  /// Its base URL.
  public var url: String { "http://127.0.0.1:\(port)" }

  private struct State {
    var isStopped = false
    var requests: [String] = []
    var connections = 0
  }
  private let state = Mutex(State())
  private let listener: Listener

  /// A listening socket, closed by the thread that accepts alone: after another's close that thread could accept from whichever
  /// socket has the number then.
  private final class Listener: Sendable {
    private let descriptor: Int32
    private let isClosed = Mutex(false)

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    func accept() -> Int32 { Glibc.accept(descriptor, nil, nil) }

    /// Ends listening, and `accept`.
    func shutDown() {
      isClosed.withLock { if !$0 { _ = Glibc.shutdown(descriptor, Int32(SHUT_RDWR)) } }
    }

    func close() {
      isClosed.withLock { isClosed in
        isClosed = true
        _ = Glibc.close(descriptor)
      }
    }
  }

  /// Starts to listen; `respond` gets the request's head as text and says what to do.
  public init(port: UInt16 = 0, respond: @escaping @Sendable (String) -> Answer) throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard listener >= 0 else { throw TestSupportError("socket: errno \(errno)") }
    var yes: Int32 = 1
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var address = loopback(port: port)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listening = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, length) == 0 && listen(listener, 512) == 0
          && getsockname(listener, $0, &length) == 0
      }
    }
    guard listening else {
      close(listener)
      throw TestSupportError("listen: errno \(errno)")
    }
    let accepting = Listener(listener)
    self.listener = accepting
    self.port = UInt16(bigEndian: address.sin_port)
    Thread.detachNewThread { [weak self] in
      defer { accepting.close() }
      while true {
        let connection = accepting.accept()
        guard connection >= 0 else { return }
        guard let server = self else {
          close(connection)
          return
        }
        server.state.withLock { $0.connections += 1 }
        Thread.detachNewThread { server.serve(connection, respond) }
      }
    }
  }

  deinit { stop() }

  /// The heads of the requests so far.
  public var requests: [String] { state.withLock { $0.requests } }

  /// The connections accepted so far.
  public var connections: Int { state.withLock { $0.connections } }

  /// Ends listening and every connection.
  public func stop() {
    let first = state.withLock { state in
      defer { state.isStopped = true }
      return !state.isStopped
    }
    if first { listener.shutDown() }
  }

  /// An HTTP answer with a body.
  public static func http(_ status: Int, _ body: String, type: String = "application/json")
    -> [UInt8]
  {
    Array(
      "HTTP/1.1 \(status) Status\r\nContent-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        .utf8)
  }

  private func serve(_ connection: Int32, _ respond: @Sendable (String) -> Answer) {
    defer { close(connection) }
    var head: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    repeat {
      let count = recv(connection, &buffer, buffer.count, 0)
      guard count > 0 else { return }
      head += buffer[0..<count]
    } while head.first.map { $0 >= 0x41 && $0 <= 0x5A } == true
      && head.firstRange(of: Array("\r\n\r\n".utf8)) == nil
    // A body that is left unread would turn the close into a reset.
    while head.count < Self.length(of: head) {
      let count = recv(connection, &buffer, buffer.count, 0)
      guard count > 0 else { return }
      head += buffer[0..<count]
    }
    let text = String(decoding: head, as: UTF8.self)
    state.withLock { $0.requests.append(text) }
    switch respond(text) {
    case .bytes(let bytes): write(bytes, to: connection)
    case .bytesAndHang(let bytes):
      write(bytes, to: connection)
      hang()
    case .slowly(let bytes, let pause):
      for start in stride(from: 0, to: bytes.count, by: 8) {
        guard write(Array(bytes[start..<min(start + 8, bytes.count)]), to: connection) else {
          return
        }
        usleep(
          UInt32(
            clamping: pause.components.seconds * 1_000_000
              + pause.components.attoseconds / 1_000_000_000_000))
      }
    case .reset:
      var option = linger(l_onoff: 1, l_linger: 0)
      setsockopt(
        connection, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    case .hang: hang()
    }
  }

  /// The bytes that an HTTP request has in all, as far as its head tells; 0 for another protocol.
  private static func length(of request: [UInt8]) -> Int {
    guard let end = request.firstRange(of: Array("\r\n\r\n".utf8)) else { return 0 }
    let head = String(decoding: request[..<end.lowerBound], as: UTF8.self).lowercased()
    let line = head.components(separatedBy: "\r\n").first { $0.hasPrefix("content-length:") }
    let body = line.flatMap { Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces)) }
    return end.upperBound + (body ?? 0)
  }

  private func hang() {
    while !state.withLock({ $0.isStopped }) { usleep(10_000) }
  }

  @discardableResult
  private func write(_ bytes: [UInt8], to connection: Int32) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        send(connection, $0.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }
}
