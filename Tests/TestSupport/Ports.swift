import Foundation
import Glibc
import Synchronization

/// A TCP port on loopback that nobody listened on a moment ago, and that no other call in this process has given.
///
/// From below the range out of which the system serves connections that choose no port: between this call and the listener's start
/// one of those could take a port from within it.
public func freePort() throws -> UInt16 {
  for _ in 0..<portRange.count {
    let port = nextPort.withLock { next in
      defer { next = next + 1 < portRange.upperBound ? next + 1 : portRange.lowerBound }
      return next
    }
    if try isFree(port: port) { return port }
  }
  throw TestSupportError(
    "no port from \(portRange.lowerBound) to \(portRange.upperBound - 1) is free")
}

private let portRange: Range<UInt16> = 20_000..<32_000

/// Where the search goes on; processes that run at once begin apart.
private let nextPort = Mutex(
  portRange.lowerBound + UInt16(getpid() % 120) * 100)

/// Whether a listener could take `port` now.
private func isFree(port: UInt16) throws -> Bool {
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  guard descriptor >= 0 else {
    throw TestSupportError("socket: \(String(cString: strerror(errno)))")
  }
  defer { close(descriptor) }
  var address = loopback(port: port)
  return withUnsafePointer(to: &address) {
    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
    }
  }
}

/// The loopback address with a port.
func loopback(port: UInt16) -> sockaddr_in {
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
  address.sin_port = port.bigEndian
  return address
}

/// Whether something accepts connections on a loopback port.
public func accepts(port: UInt16) -> Bool {
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  guard descriptor >= 0 else { return false }
  defer { close(descriptor) }
  var address = loopback(port: port)
  return withUnsafePointer(to: &address) {
    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
    }
  }
}

/// What went wrong in a test's own machinery.
public struct TestSupportError: Error, CustomStringConvertible {
  /// What happened.
  public let description: String

  /// An error that says `description`.
  public init(_ description: String) { self.description = description }
}

/// A time limit that is not what a test is about: a busy machine does not reach it, and a hang still ends.
public let ampleTime = Duration.seconds(300)

/// Asks `condition` again and again until it holds; the limit is generous, since tests share few cores, and costs nothing where all is well; throws, naming `what`, where it still does not after `timeout`.
public func eventually(
  _ what: String, within timeout: Duration = ampleTime, _ condition: () async throws -> Bool
) async throws {
  let end = ContinuousClock.now + timeout
  while true {
    if try await condition() { return }
    guard ContinuousClock.now < end else {
      throw TestSupportError("not within \(timeout): \(what)")
    }
    try await Task.sleep(for: .milliseconds(25))
  }
}
