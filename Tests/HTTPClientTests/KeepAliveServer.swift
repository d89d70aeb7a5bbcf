import Foundation
import Glibc
import Synchronization
import TestSupport

/// An HTTP server on loopback, or on a Unix socket, that answers many requests a connection and counts both.
final class KeepAliveServer: Sendable {
  struct Counts { var connections = 0, requests = 0, atOnce = 0, mostAtOnce = 0 }

  let port: UInt16
  var url: String { "http://127.0.0.1:\(port)" }
  private let listener: Int32
  private let counter = Mutex(Counts())
  private let answer: @Sendable (String) -> [UInt8]
  private let requestsPerConnection: Int
  private let crowd: Int
  private let pause: useconds_t

  var counts: Counts { counter.withLock { $0 } }

  /// `answer` gets a request's head; nil of `unixPath`: a free TCP port; nothing is answered before `crowd` requests
  /// have been here at once, and then each after `pause`.
  init(
    unixPath: String? = nil, requestsPerConnection: Int = .max, crowd: Int = 1,
    pause: Duration = .zero, answer: @escaping @Sendable (String) -> [UInt8]
  ) throws {
    self.answer = answer
    self.requestsPerConnection = requestsPerConnection
    self.crowd = crowd
    self.pause = useconds_t(pause.components.attoseconds / 1_000_000_000_000)
    let listener = socket(unixPath == nil ? AF_INET : AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    self.listener = listener
    let port: UInt16
    if let unixPath {
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: unixPath.utf8) }
      try Self.bind(listener, to: &address)
      port = 0
    } else {
      port = try freePort()
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
      address.sin_port = port.bigEndian
      try Self.bind(listener, to: &address)
    }
    self.port = port
    Thread.detachNewThread { [weak self] in
      while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { return }
        guard let server = self else {
          close(connection)
          return
        }
        server.counter.withLock { $0.connections += 1 }
        Thread.detachNewThread { server.serve(connection) }
      }
    }
  }

  deinit { stop() }

  func stop() {
    shutdown(listener, Int32(SHUT_RDWR))
  }

  private static func bind<Address>(_ listener: Int32, to address: inout Address) throws {
    let done = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.bind(listener, $0, socklen_t(MemoryLayout<Address>.size)) == 0
      }
    }
    guard done, listen(listener, 512) == 0 else { throw TestSupportError("bind: errno \(errno)") }
  }

  private func serve(_ connection: Int32) {
    defer { close(connection) }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    for _ in 0..<requestsPerConnection {
      var head: [UInt8] = []
      repeat {
        let count = recv(connection, &buffer, buffer.count, 0)
        guard count > 0 else { return }
        head += buffer[0..<count]
      } while head.firstRange(of: Array("\r\n\r\n".utf8)) == nil
      counter.withLock {
        $0.requests += 1
        $0.atOnce += 1
        $0.mostAtOnce = max($0.mostAtOnce, $0.atOnce)
      }
      let end = ContinuousClock.now + ampleTime
      while counts.mostAtOnce < crowd, ContinuousClock.now < end { usleep(1000) }
      if pause > 0 { usleep(pause) }
      let bytes = answer(String(decoding: head, as: UTF8.self))
      counter.withLock { $0.atOnce -= 1 }
      var sent = 0
      while sent < bytes.count {
        let count = bytes.withUnsafeBytes {
          send(connection, $0.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
        }
        guard count > 0 else { return }
        sent += count
      }
    }
  }
}
