/// A certificate authority of a test's own, with a server's and a client's certificate signed by it,
/// and a second authority that signed neither.
public final class TestCertificates: Sendable {
  private let folder: TemporaryDirectory

  /// The authority's certificate.
  public var authority: String { folder.path + "/authority.pem" }
  /// The certificate of an authority that signed nothing else.
  public var stranger: String { folder.path + "/stranger.pem" }
  /// The server's certificate.
  public var server: String { folder.path + "/server.pem" }
  /// The server's key.
  public var serverKey: String { folder.path + "/server.key" }
  /// The client's certificate.
  public var client: String { folder.path + "/client.pem" }
  /// The client's key.
  public var clientKey: String { folder.path + "/client.key" }

  /// Makes them with the openssl program.
  ///
  /// - Parameter names: what the server's certificate is for, as `subjectAltName` has it.
  public init(names: String = "IP:127.0.0.1,DNS:localhost,DNS:outrider.test") async throws {
    folder = try TemporaryDirectory()
    try await selfSigned("authority")
    try await selfSigned("stranger")
    try await signed("server", extensions: "subjectAltName=\(names)")
    try await signed("client", extensions: "extendedKeyUsage=clientAuth")
  }

  private static let newKey = [
    "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
  ]

  private func selfSigned(_ name: String) async throws {
    try await openssl(
      ["req", "-x509", "-days", "2", "-subj", "/CN=test \(name)"] + Self.newKey
        + ["-keyout", name + ".key", "-out", name + ".pem"])
  }

  private func signed(_ name: String, extensions: String) async throws {
    try folder.write(extensions + "\n", to: name + ".cnf")
    try await openssl(
      ["req", "-subj", "/CN=test \(name)"] + Self.newKey
        + ["-keyout", name + ".key", "-out", name + ".csr"])
    try await openssl([
      "x509", "-req", "-days", "2", "-in", name + ".csr", "-CA", "authority.pem", "-CAkey",
      "authority.key", "-CAcreateserial", "-extfile", name + ".cnf", "-out", name + ".pem",
    ])
  }

  private func openssl(_ arguments: [String]) async throws {
    let result = try await run("openssl", arguments, folder: folder.path)
    guard result.status == 0 else { throw TestSupportError("openssl: \(result.errors)") }
  }
}
