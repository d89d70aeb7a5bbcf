import CMicroHTTPD
import Glibc

/// C strings and structures to which a daemon keeps pointers.
final class DaemonResources: Sendable {
  // Raw pointers are not Sendable. These are set in `init`, never changed, handed to C alone and
  // freed in `deinit`, after the daemon's end.
  nonisolated(unsafe) let certificate: UnsafeMutablePointer<CChar>?
  nonisolated(unsafe) let privateKey: UnsafeMutablePointer<CChar>?
  nonisolated(unsafe) let clientAuthority: UnsafeMutablePointer<CChar>?
  nonisolated(unsafe) let priorities: UnsafeMutablePointer<CChar>?
  nonisolated(unsafe) let logger: UnsafeMutablePointer<outrider_mhd_logger>
  private let log: DaemonLog

  init(tls: TLSIdentity?, log: DaemonLog) {
    self.log = log
    certificate = tls.flatMap { strdup($0.certificatePEM) }
    privateKey = tls.flatMap { strdup($0.privateKeyPEM) }
    let asksClients = tls.map { $0.clientAuthentication != .none } ?? false
    clientAuthority = asksClients ? tls?.clientAuthorityPEM.flatMap { strdup($0) } : nil
    priorities = tls.flatMap { strdup($0.priorities) }
    logger = .allocate(capacity: 1)
    logger.initialize(
      to: outrider_mhd_logger(
        sink: receiveLogLine, context: Unmanaged.passUnretained(log).toOpaque()))
  }

  deinit {
    if let privateKey { explicit_bzero(privateKey, strlen(privateKey)) }
    for text in [certificate, privateKey, clientAuthority, priorities] { free(text) }
    logger.deallocate()
  }
}

private func receiveLogLine(
  _ context: UnsafeMutableRawPointer?, _ message: UnsafePointer<CChar>?
) {
  guard let context, let message else { return }
  Unmanaged<DaemonLog>.fromOpaque(context).takeUnretainedValue().receive(String(cString: message))
}
