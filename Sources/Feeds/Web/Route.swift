/// What a path asks for.
enum Route: Hashable {
  case metrics
  case page
  case workloadPage(String)
  case asset(PageAsset)
  case healthy
  case ready
  case reload
  case workloads
  case workload(String)
  case history(String)
  case patterns(String)
  case decisions(String)
  case control(String, ControlVerb)
  case events
  case alerts
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
    case "/api/v1/events": self = .events
    case "/api/v1/alerts": self = .alerts
    default:
      if segments.count == 2, segments[0] == "workloads" {
        self = .workloadPage(segments[1])
      } else if segments.count == 2, segments[0] == "assets",
        let asset = PageAsset(rawValue: segments[1])
      {
        self = .asset(asset)
      } else if segments.starts(with: ["api", "v1", "workloads"]) {
        switch segments.count {
        case 3: self = .workloads
        case 4: self = .workload(segments[3])
        case 5 where segments[4] == "history": self = .history(segments[3])
        case 5 where segments[4] == "patterns": self = .patterns(segments[3])
        case 5 where segments[4] == "mix": self = .mix(segments[3])
        case 5 where segments[4] == "decisions": self = .decisions(segments[3])
        case 5 where ControlVerb(rawValue: segments[4]) != nil:
          self = .control(segments[3], ControlVerb(rawValue: segments[4]) ?? .resume)
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
    case .workloadPage: "/workloads/:name"
    case .asset: "/assets/:file"
    case .healthy: "/-/healthy"
    case .ready: "/-/ready"
    case .reload: "/-/reload"
    case .workloads: "/api/v1/workloads"
    case .workload: "/api/v1/workloads/:name"
    case .history: "/api/v1/workloads/:name/history"
    case .patterns: "/api/v1/workloads/:name/patterns"
    case .mix: "/api/v1/workloads/:name/mix"
    case .decisions: "/api/v1/workloads/:name/decisions"
    case .control(_, let verb): "/api/v1/workloads/:name/\(verb.rawValue)"
    case .events: "/api/v1/events"
    case .alerts: "/api/v1/alerts"
    case .nodePools: "/api/v1/node_pools"
    case .nodePool: "/api/v1/node_pools/:name"
    case .unknown: "other"
    }
  }

  /// The methods that the path has. Reloading takes PUT too, as Prometheus does.
  private var methods: [String] {
    switch self {
    case .reload: ["POST", "PUT"]
    case .events, .alerts, .control: ["POST"]
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

/// What somebody can decide by hand.
enum ControlVerb: String, Hashable {
  case pin
  case pause
  case resume
}
