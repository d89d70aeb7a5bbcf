public import Feeds
import GRPCCore
import GRPCNIOTransportHTTP2Posix

/// The gRPC server that KEDA's `external` and `external-push` triggers call.
public final class KEDAServer: Sendable {
  /// The certificate that it shows, and what it asks of its clients'.
  public struct TLS: Hashable, Sendable {
    /// The path of the certificate chain, PEM.
    public var certificateFile: String
    /// The path of its key, PEM.
    public var keyFile: String
    /// The path of the authorities of clients' certificates, PEM; nil: none is asked for.
    public var clientAuthorityFile: String?

    /// Files as given.
    public init(certificateFile: String, keyFile: String, clientAuthorityFile: String? = nil) {
      self.certificateFile = certificateFile
      self.keyFile = keyFile
      self.clientAuthorityFile = clientAuthorityFile
    }
  }

  private let server: GRPCServer<HTTP2ServerTransport.Posix>
  private let activity = ActivityHub<Bool>()
  private let health = ActivityHub<Bool>()

  /// More streams at once than any cluster has ScaledObjects: with the usual hundred, a client that opens more before it was told is cut off.
  private static let mostStreams = 100_000

  /// A server that is to listen on an address once it runs.
  ///
  /// - Parameter snapshot: what is published now.
  public init(
    host: String, port: UInt16, tls: TLS?, snapshot: @escaping @Sendable () -> Snapshot
  ) {
    var config = HTTP2ServerTransport.Posix.Config.defaults
    config.http2.maxConcurrentStreams = Self.mostStreams
    config.rpc.maxRequestPayloadSize = 1 << 16
    config.connection.keepalive.clientBehavior = .init(
      minPingIntervalWithoutCalls: .seconds(10), allowWithoutCalls: true)
    let address: SocketAddress =
      host.contains(":")
      ? .ipv6(host: host, port: Int(port)) : .ipv4(host: host, port: Int(port))
    let security: HTTP2ServerTransport.Posix.TransportSecurity
    if let tls {
      let chain = [TLSConfig.CertificateSource.file(path: tls.certificateFile, format: .pem)]
      let key = TLSConfig.PrivateKeySource.file(path: tls.keyFile, format: .pem)
      if let authorities = tls.clientAuthorityFile {
        security = .mTLS(certificateChain: chain, privateKey: key) { config in
          config.trustRoots = .certificates([.file(path: authorities, format: .pem)])
          config.clientCertificateVerification = .noHostnameVerification
        }
      } else {
        security = .tls(certificateChain: chain, privateKey: key)
      }
    } else {
      security = .plaintext
    }
    server = GRPCServer(
      transport: HTTP2ServerTransport.Posix(
        address: address, transportSecurity: security, config: config),
      services: [
        ScalerService(answers: ScalerAnswers(snapshot: snapshot), hub: activity),
        HealthService(snapshot: snapshot, hub: health),
      ])
  }

  /// Tells the open streams what a snapshot changes.
  public func publish(_ snapshot: Snapshot) {
    activity.publish(snapshot)
    health.publish(snapshot)
  }

  /// The streams that wait for changes of activity.
  public var streamCount: Int { activity.count }

  /// Listens and serves until ``stop()``.
  ///
  /// - Throws: where the address cannot be listened on, or the certificate cannot be used.
  public func run() async throws { try await server.serve() }

  /// The port that it listens on, once it does.
  public func listeningPort() async throws -> Int {
    let address = try await server.listeningAddress
    return address?.ipv4?.port ?? address?.ipv6?.port ?? 0
  }

  /// Ends all streams, so that clients come back soon (KEDA: after 2 s), and then the server when its calls are done.
  public func stop() {
    activity.end()
    health.end()
    server.beginGracefulShutdown()
  }
}
