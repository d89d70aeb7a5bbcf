public import HTTPServer
import JSON
import MixLines
import Scaling
import Synchronization
import TimeSeries

/// Everything that Outrider serves over HTTP, answered from the last published snapshot: no request waits for a cycle, a
/// source or a lock that is held for long.
public final class WebFeed: Sendable {
  /// What a reload came to.
  public enum ReloadOutcome: Sendable {
    /// The new configuration is in force from the next cycle on.
    case taken
    /// Nothing has changed; the text tells every problem.
    case refused(String)
  }

  private let publication: Mutex<Publication>
  private let canvas: MetricsCanvas
  private let observers = Mutex<[@Sendable (Snapshot) -> Void]>([])
  private let reload: @Sendable () -> ReloadOutcome
  private let command: @Sendable (BoardCommand) -> Void
  private let pace = CommandPace()
  private let budget = RenderBudget()

  /// A feed that starts with `snapshot`.
  ///
  /// - Parameters:
  ///   - command: Takes what a client asks to be changed about workloads; called on a server's thread.
  ///   - reload: Reads the configuration anew; called on a server's thread.
  public init(
    snapshot: Snapshot, command: @escaping @Sendable (BoardCommand) -> Void = { _ in },
    reload: @escaping @Sendable () -> ReloadOutcome
  ) {
    self.command = command
    let canvas = MetricsCanvas()
    self.canvas = canvas
    publication = Mutex(Publication(snapshot, on: canvas))
    self.reload = reload
  }

  /// What Outrider did to replicas itself.
  public var scaling: ScalingOperations { canvas.scaling }

  /// Replaces the snapshot; answers that are on their way keep the old one.
  public func publish(_ snapshot: Snapshot) {
    let next = Publication(snapshot, on: canvas)
    publication.withLock { $0 = next }
    for observer in observers.withLock({ $0 }) { observer(snapshot) }
  }

  /// Tells of every snapshot that is published from now on, on the thread that publishes it.
  public func onPublish(_ observer: @escaping @Sendable (Snapshot) -> Void) {
    observers.withLock { $0.append(observer) }
  }

  /// The snapshot that is served now.
  public var snapshot: Snapshot { publication.withLock { $0 }.snapshot }

  /// Counts a finished request; to be handed to the server as its observer.
  public func record(_ access: HTTPAccess) {
    canvas.requests.record(
      handler: access.handlerName ?? "other", status: access.status, duration: access.duration)
  }

  /// Counts a connection that broke; to be handed to the server as its listener for errors.
  public func recordConnectionError() {
    canvas.requests.recordConnectionError()
  }

  /// The answer to one request.
  public func respond(to request: HTTPRequest) -> HTTPResponse {
    let publication = publication.withLock { $0 }
    let route = Route(request.path, segments: request.pathSegments)
    do throws(APIError) {
      try route.check(request.method)
      return try answer(route, request, publication).named(route.label)
    } catch {
      return error.response.named(route.label)
    }
  }

  private func answer(
    _ route: Route, _ request: HTTPRequest, _ publication: Publication
  ) throws(APIError) -> HTTPResponse {
    let snapshot = publication.snapshot
    switch route {
    case .metrics:
      return publication.metrics(
        accept: request.headers("Accept").joined(separator: ","), gzip: request.prefersGzip)
    case .page: return publication.page(gzip: request.prefersGzip)
    case .workloadPage(let name):
      let page = try WorkloadPage(
        try workload(name, in: snapshot), in: snapshot, query: query(of: request))
      return try budget.spend { () throws(APIError) in
        let response = page.frame.response
        return request.prefersGzip ? response.gzipped : response
      }
    case .asset(let asset): return asset.response
    case .healthy: return .text("Outrider is healthy.\n")
    case .ready:
      return snapshot.isReady
        ? .text("Outrider is ready.\n")
        : .text("Outrider is not ready: no full cycle has ended yet.\n", status: 503)
    case .reload:
      switch reload() {
      case .taken: return .text("")
      case .refused(let problems):
        return .text("failed to reload the configuration:\n\(problems)\n", status: 500)
      }
    case .workloads:
      return publication.workloads
    case .workload(let name):
      var writer = JSONWriter()
      WorkloadJSON(workload: try workload(name, in: snapshot)).write(to: &writer, isFeed: true)
      return .json(writer.bytes)
    case .history(let name):
      let workload = try workload(name, in: snapshot)
      let history = try HistoryJSON(
        query: query(of: request), now: snapshot.time, step: workload.history.step)
      return try budget.spend { () throws(APIError) in
        var writer = JSONWriter()
        history.write(workload, to: &writer)
        return .json(writer.bytes)
      }
    case .patterns(let name):
      var writer = JSONWriter()
      PatternsJSON(workload: try workload(name, in: snapshot)).write(to: &writer)
      return .json(writer.bytes)
    case .decisions(let name):
      let workload = try workload(name, in: snapshot)
      return try budget.spend { () throws(APIError) in
        var writer = JSONWriter()
        writer.beginArray()
        for record in workload.decisions.records.reversed() {
          DecisionJSON.write(record, to: &writer)
        }
        writer.endArray()
        return .json(writer.bytes)
      }
    case .control(let name, let verb):
      _ = try workload(name, in: snapshot)
      let body = try json(request, mayBeEmpty: true)
      var control: ManualControl?
      if verb != .resume {
        control = try EventRequest.control(body, isPin: verb == .pin, now: snapshot.time)
      }
      return try take([.control(workload: name, control)], snapshot)
    case .events:
      return try take(
        [try EventRequest.event(try json(request), now: snapshot.time)], snapshot)
    case .alerts:
      var (commands, problems) = try EventRequest.alerts(try json(request), now: snapshot.time)
      let known = Set(snapshot.workloads.map(\.name))
      commands.removeAll { command in
        guard let name = command.workload, !known.contains(name) else { return false }
        problems.append("no workload \(name)")
        return true
      }
      return try take(commands, snapshot, problems: problems)
    case .mix(let name):
      let workload = try workload(name, in: snapshot)
      guard let mix = workload.mix else {
        throw .notFound(
          "workload \(name) has no mix: none is configured, or nothing is recommended")
      }
      return try answer(mix, name: name, request) { MixJSON(mix: mix).write(to: &$0) }
    case .nodePools:
      var writer = JSONWriter()
      writer.beginArray()
      for pool in snapshot.nodePools { NodePoolJSON(pool: pool).write(to: &writer) }
      writer.endArray()
      return .json(writer.bytes)
    case .nodePool(let name):
      guard let pool = snapshot.nodePools.first(where: { $0.name == name }) else {
        throw .notFound("no node pool of that name, or no cycle has ended yet")
      }
      return try answer(pool.mix, name: name, request) { NodePoolJSON(pool: pool).write(to: &$0) }
    case .unknown:
      throw .notFound(
        "no such path; expected /, /workloads/NAME, /metrics, /api/v1/workloads, /api/v1/workloads/NAME, "
          + "/api/v1/workloads/NAME/history, /api/v1/workloads/NAME/patterns, "
          + "/api/v1/workloads/NAME/mix, /api/v1/workloads/NAME/decisions, POST /api/v1/workloads/NAME/pin, pause or resume, POST /api/v1/events, POST /api/v1/alerts, /api/v1/node_pools, /api/v1/node_pools/NAME, /-/healthy, /-/ready or /-/reload"
      )
    }
  }

  /// The body of a request that changes something. Its type must be said: a page of another site cannot send that one unasked.
  private func json(
    _ request: HTTPRequest, mayBeEmpty: Bool = false
  ) throws(APIError) -> [UInt8] {
    let type = request.headers("Content-Type").joined(separator: ",").lowercased()
    guard type.hasPrefix("application/json") else {
      throw APIError(
        status: 415, type: "bad_data",
        message: "expected `Content-Type: application/json`\(type.isEmpty ? "" : ", found \(type)")"
      )
    }
    guard pace.take() else {
      throw APIError(
        status: 429, type: "too_many_requests",
        message: "more than \(Int(CommandPace.perSecond)) changes a second; expected fewer")
    }
    guard mayBeEmpty || !request.body.isEmpty else { throw .badData("expected a JSON object") }
    return request.body
  }

  /// Hands over what was asked for; it counts from the next cycle on.
  private func take(
    _ commands: [BoardCommand], _ snapshot: Snapshot, problems: [String] = []
  ) throws(APIError) -> HTTPResponse {
    for command in commands {
      if let name = command.workload { _ = try workload(name, in: snapshot) }
    }
    commands.forEach(command)
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("status", "success")
    writer.member("accepted", commands.count)
    if !problems.isEmpty { writer.member("problems", problems) }
    writer.endObject()
    return HTTPResponse(
      status: 202, headers: [.contentType("application/json")], body: HTTPBody(writer.bytes))
  }

  /// A mix in the form that is asked for.
  private func answer(
    _ mix: MixStatus, name: String, _ request: HTTPRequest, json: (inout JSONWriter) -> Void
  ) throws(APIError) -> HTTPResponse {
    let query = query(of: request)
    let format = try MixFormat(query: query)
    if format == .json {
      var writer = JSONWriter()
      json(&writer)
      return .json(writer.bytes)
    }
    // Without a mix an empty manifest would take every node away.
    if let problem = mix.problem { throw .unavailable("no instances are recommended: \(problem)") }
    let manifest = mix.manifest(name: name)
    switch format {
    case .karpenter:
      let nodeClass = query["node_class"] ?? "default"
      return .yaml(manifest.karpenter(nodeClass: nodeClass))
    default: return .yaml(manifest.priorityExpander(namespace: query["namespace"] ?? "kube-system"))
    }
  }

  /// What follows `?`; of names that come twice the last counts.
  private func query(of request: HTTPRequest) -> [String: String] {
    var query: [String: String] = [:]
    for item in request.query { query[item.name] = item.value }
    return query
  }

  private func workload(
    _ name: String, in snapshot: Snapshot
  ) throws(APIError) -> WorkloadStatus {
    if let workload = snapshot.workloads.first(where: { $0.name == name }) { return workload }
    throw .notFound("no workload of that name; \(snapshot.workloadsInWords)")
  }
}
