import FileAccess
import HTTPClient
public import JSON
import Transport

/// The Kubernetes API as an actuator needs it: JSON requests with a service account's token, which is read anew each time, since it is replaced now and then.
public struct KubernetesAPI: Sendable {
  /// Where it is, and what it is asked with.
  public struct Endpoint: Hashable, Sendable {
    /// Its base URL.
    public var url: String
    /// The file with the bearer token; nil: none is sent.
    public var tokenFile: String?
    /// The file with the authorities to trust, PEM; nil: the system's.
    public var caFile: String?

    /// An endpoint as given.
    public init(url: String, tokenFile: String? = nil, caFile: String? = nil) {
      self.url = url
      self.tokenFile = tokenFile
      self.caFile = caFile
    }
  }

  /// What it answered.
  public struct Answer: Sendable {
    /// The status code.
    public var status: Int
    /// The object; null where there is none.
    public var body: JSONValue
    /// The time to wait that the answer names; nil: none.
    public var retryAfter: Duration?

    /// Why it is no success, in the API's words.
    var problem: String {
      let message = body["message"]?.stringValue ?? "no message"
      return "\(status): \(message.prefix(300))"
    }
  }

  /// Why there is no answer.
  public struct Failure: Error, CustomStringConvertible {
    /// What happened.
    public let description: String
  }

  private let endpoint: Endpoint
  private let client: HTTPClient
  private let patience: Duration

  /// How long an answer may take.
  static let patience = Duration.seconds(10)

  /// An API at an endpoint, asked by `client`, which waits for an answer for `patience`.
  init(_ endpoint: Endpoint, client: HTTPClient, patience: Duration) {
    self.endpoint = endpoint
    self.client = client
    self.patience = patience
  }

  /// Asks, and waits for `timeout` where that is less than for any answer.
  ///
  /// - Throws: where no answer came; an answer that is an error is one.
  func call(
    _ method: String, _ path: String, body: [UInt8]? = nil,
    contentType: String = "application/json", within timeout: Duration? = nil
  ) async throws(Failure) -> Answer {
    var base = endpoint.url
    while base.hasSuffix("/") { base.removeLast() }
    var headers = [(name: "Accept", value: "application/json")]
    if body != nil { headers.append((name: "Content-Type", value: contentType)) }
    do {
      if let path = endpoint.tokenFile {
        let bytes = try LocalFile.read(path, limit: 1 << 20)
        let token = String(decoding: bytes, as: UTF8.self).filter { !$0.isWhitespace }
        headers.append((name: "Authorization", value: "Bearer \(token)"))
      }
      let response = try await client.execute(
        HTTPClientRequest(
          method: method, url: base + path, headers: headers, body: body,
          timeout: min(patience, timeout ?? patience), tls: TLSOptions(caFile: endpoint.caFile)))
      let retryAfter = response.headers["Retry-After"].flatMap(Int.init).map {
        Duration.seconds(min(max(0, $0), 3600))
      }
      return Answer(
        status: response.status, body: (try? JSONValue.parse(response.body)) ?? .null,
        retryAfter: retryAfter)
    } catch {
      throw Failure(description: "\(error)")
    }
  }
}
