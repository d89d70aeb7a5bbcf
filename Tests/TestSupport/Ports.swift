import Foundation
import Glibc

/// A TCP port on loopback that nobody listened on a moment ago.
public func freePort() throws -> UInt16 {
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  guard descriptor >= 0 else {
    throw TestSupportError("socket: \(String(cString: strerror(errno)))")
  }
  defer { close(descriptor) }
  var address = loopback(port: 0)
  var length = socklen_t(MemoryLayout<sockaddr_in>.size)
  let bound = withUnsafeMutablePointer(to: &address) {
    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
    }
  }
  guard bound else { throw TestSupportError("bind: \(String(cString: strerror(errno)))") }
  return UInt16(bigEndian: address.sin_port)
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

/// Asks `condition` again and again until it holds; the limit is generous, since tests share few cores, and costs nothing where all is well; throws, naming `what`, where it still does not after `timeout`.
public func eventually(
  _ what: String, within timeout: Duration = .seconds(90), _ condition: () async throws -> Bool
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
