/// What a path asks for.
enum Route: Hashable {
  case metrics
  case page
  case healthy
  case ready
  case reload
  case workloads
  case workload(String)
  case history(String)
  case patterns(String)
  case mix(String)
  case nodePools
  case nodePool(String)
  case unknown

  /// The route of a path.
  init(_ path: String, segments: [String]) {
    switch path {
    case "/": self = .page
    case "/metrics": self = .metrics
    case "/-/healthy": self = .healthy
    case "/-/ready": self = .ready
    case "/-/reload": self = .reload
    default:
      if segments.starts(with: ["api", "v1", "workloads"]) {
        switch segments.count {
        case 3: self = .workloads
        case 4: self = .workload(segments[3])
        case 5 where segments[4] == "history": self = .history(segments[3])
        case 5 where segments[4] == "patterns": self = .patterns(segments[3])
        case 5 where segments[4] == "mix": self = .mix(segments[3])
        default: self = .unknown
        }
      } else if segments.starts(with: ["api", "v1", "node_pools"]), segments.count <= 4 {
        self = segments.count == 3 ? .nodePools : .nodePool(segments[3])
      } else {
        self = .unknown
      }
    }
  }

  /// The label `handler` of the request metrics: a closed set, whatever clients ask for.
  var label: String {
    switch self {
    case .metrics: "/metrics"
    case .page: "/"
    case .healthy: "/-/healthy"
    case .ready: "/-/ready"
    case .reload: "/-/reload"
    case .workloads: "/api/v1/workloads"
    case .workload: "/api/v1/workloads/:name"
    case .history: "/api/v1/workloads/:name/history"
    case .patterns: "/api/v1/workloads/:name/patterns"
    case .mix: "/api/v1/workloads/:name/mix"
    case .nodePools: "/api/v1/node_pools"
    case .nodePool: "/api/v1/node_pools/:name"
    case .unknown: "other"
    }
  }

  /// The methods that the path has. Reloading takes PUT too, as Prometheus does.
  private var methods: [String] {
    switch self {
    case .reload: ["POST", "PUT"]
    default: ["GET", "HEAD"]
    }
  }

  /// Throws 405 where the path does not have `method`.
  func check(_ method: String) throws(APIError) {
    guard self == .unknown || methods.contains(method) else {
      throw .methodNotAllowed(method, allowed: methods)
    }
  }
}
