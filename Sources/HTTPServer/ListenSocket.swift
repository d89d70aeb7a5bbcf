import Glibc

/// A listening TCP socket, closed when its owner lets go of it.
struct ListenSocket: ~Copyable {
  let descriptor: Int32
  /// The port that is bound, also where any free one was asked for.
  let port: UInt16

  /// Binds an address and listens.
  init(host: String, port: UInt16) throws(HTTPServerError) {
    let isBracketed = host.hasPrefix("[") && host.hasSuffix("]") && host.utf8.count > 2
    let bare = isBracketed ? String(host.dropFirst().dropLast()) : host
    let name = bare.contains(":") ? "[\(bare)]:\(port)" : "\(bare):\(port)"
    if !isBracketed, let address = Self.address4(bare == "localhost" ? "127.0.0.1" : bare, port) {
      descriptor = try Self.listen(AF_INET, address, name)
    } else if let address = Self.address6(bare, port) {
      descriptor = try Self.listen(AF_INET6, address, name)
    } else {
      throw HTTPServerError(
        .invalidHost,
        "HTTP server: cannot listen on \(name): expected an IPv4 address, an IPv6 address or localhost"
      )
    }
    self.port = Self.boundPort(descriptor) ?? port
  }

  deinit {
    close(descriptor)
  }

  /// Hands the descriptor to the caller, who closes it.
  consuming func release() -> Int32 {
    let descriptor = descriptor
    discard self
    return descriptor
  }

  /// What tells this socket from every other open file; nil where the system does not say.
  var identity: UInt64? { Self.identity(of: descriptor) }

  /// The inode of an open file; sockets have one each.
  static func identity(of descriptor: Int32) -> UInt64? {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? UInt64(status.st_ino) : nil
  }

  private static func address4(_ text: String, _ port: UInt16) -> sockaddr_in? {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    return inet_pton(AF_INET, text, &address.sin_addr) == 1 ? address : nil
  }

  private static func address6(_ text: String, _ port: UInt16) -> sockaddr_in6? {
    var address = sockaddr_in6()
    address.sin6_family = sa_family_t(AF_INET6)
    address.sin6_port = port.bigEndian
    return inet_pton(AF_INET6, text, &address.sin6_addr) == 1 ? address : nil
  }

  private static func listen<Address>(
    _ family: Int32, _ address: Address, _ name: String
  ) throws(HTTPServerError) -> Int32 {
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    let descriptor = socket(family, kind | Int32(SOCK_NONBLOCK.rawValue), 0)
    guard descriptor >= 0 else { throw failure(name) }
    var on: Int32 = 1
    // Best effort: without it a restart may have to wait for old connections to leave TIME_WAIT,
    // which `bind` then reports.
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
    let bound = withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<Address>.size))
      }
    }
    guard bound == 0, Glibc.listen(descriptor, SOMAXCONN) == 0 else {
      let error = failure(name)
      close(descriptor)
      throw error
    }
    return descriptor
  }

  /// The error that `errno` stands for.
  private static func failure(_ name: String) -> HTTPServerError {
    let number = errno
    let (code, reason): (HTTPServerError.Code, String) =
      switch number {
      case EADDRINUSE:
        (.addressInUse, "another program listens there; end it, or take another address")
      case EACCES, EPERM: (.permissionDenied, "permission denied")
      case EADDRNOTAVAIL: (.addressUnavailable, "this machine has no such address")
      default: (.startFailed, String(cString: strerror(number)))
      }
    return HTTPServerError(code, "HTTP server: cannot listen on \(name): \(reason)")
  }

  private static func boundPort(_ descriptor: Int32) -> UInt16? {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return withUnsafeMutablePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        guard getsockname(descriptor, address, &length) == 0 else { return nil }
        // The port lies at the same place for both families.
        return address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
          UInt16(bigEndian: $0.pointee.sin_port)
        }
      }
    }
  }
}
