/// Key `actuate`: how replicas are changed through the Kubernetes API.
public struct ActuationSettings: Hashable, Sendable {
  /// The API's base URL. Key `url`.
  public var url = "https://kubernetes.default.svc"
  /// The file with the bearer token, read anew for each request. Key `token_file`.
  public var tokenFile = "/var/run/secrets/kubernetes.io/serviceaccount/token"
  /// The file with the authorities to trust. Key `ca_file`.
  public var caFile = "/var/run/secrets/kubernetes.io/serviceaccount/ca.crt"
  /// The namespace of the lease. Key `namespace`.
  public var namespace = "default"
  /// The lease's name. Key `lease`.
  public var lease = "outrider"
  /// Who takes the lease; nil: the host's name and the process. Key `identity`.
  public var identity: String?
  /// Whether the API is only asked what it would do. Key `dry_run`.
  public var isDryRun = false

  /// Settings with every default.
  public init() {}
}

/// Key `scale_target` of a workload.
public struct ScaleTargetSettings: Hashable, Sendable {
  /// Group and version. Key `api_version`.
  public var apiVersion = "apps/v1"
  /// The resource in the plural. Key `resource`.
  public var resource = "deployments"
  /// Its namespace. Key `namespace`.
  public var namespace = "default"
  /// Its name. Key `name`.
  public var name = ""

  /// Settings with every default.
  public init() {}
}
