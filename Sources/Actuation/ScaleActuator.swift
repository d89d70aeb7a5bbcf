import HTTPClient
import JSON
public import TimeSeries

/// Brings replicas to what is recommended through the scale subresource, while it holds its lease.
public actor ScaleActuator {
  /// What one attempt came to; the raw value is the label `outcome` of `outrider_scaling_operations_total`.
  public enum Outcome: String, CaseIterable, Hashable, Sendable {
    /// The replicas were changed.
    case success
    /// They would have been changed: the API was asked for a dry run.
    case dryRun = "dry_run"
    /// Somebody else changed the scale meanwhile, twice.
    case conflict
    /// The API asks for patience; the target is left alone for a while.
    case throttled
    /// The API refused, or did not answer.
    case failed
  }

  /// One attempt.
  public struct Operation: Hashable, Sendable {
    /// The workload.
    public var workload: String
    /// The replicas that the scale asked for before; nil: not read.
    public var from: Int?
    /// The replicas that were asked for.
    public var to: Int
    /// What it came to.
    public var outcome: Outcome
    /// Why, in the API's words; empty for a success.
    public var problem: String

    /// `scale_up`, `scale_down`, or `unknown` where the scale could not be read.
    public var action: String {
      from.map { to > $0 ? "scale_up" : "scale_down" } ?? "unknown"
    }
  }

  /// A wish.
  public struct Wish: Hashable, Sendable {
    /// The workload.
    public var workload: String
    /// What is scaled.
    public var target: ScaleTarget
    /// The replicas that it should have.
    public var replicas: Int

    /// A wish as given.
    public init(workload: String, target: ScaleTarget, replicas: Int) {
      self.workload = workload
      self.target = target
      self.replicas = replicas
    }
  }

  /// How it acts.
  public struct Settings: Hashable, Sendable {
    /// The API.
    public var endpoint: KubernetesAPI.Endpoint
    /// The namespace of the lease.
    public var leaseNamespace: String
    /// Its name.
    public var leaseName: String
    /// Who takes it; different for each that runs.
    public var identity: String
    /// Whether the API is only asked what it would do.
    public var isDryRun: Bool

    /// Settings as given.
    public init(
      endpoint: KubernetesAPI.Endpoint, leaseNamespace: String, leaseName: String,
      identity: String, isDryRun: Bool
    ) {
      self.endpoint = endpoint
      self.leaseNamespace = leaseNamespace
      self.leaseName = leaseName
      self.identity = identity
      self.isDryRun = isDryRun
    }
  }

  private let settings: Settings
  private let client: HTTPClient
  private let api: KubernetesAPI
  private let now: @Sendable () -> ContinuousClock.Instant
  private var lease: LeaseKeeper
  /// Until when targets are left alone, and how long the next time.
  private var patience: [ScaleTarget: (until: ContinuousClock.Instant, next: Duration)] = [:]

  /// The wishes that were gone through so far.
  private var handled = 0
  /// What dry runs have shown already.
  private var shown: [ScaleTarget: Int] = [:]

  private static let shortest = Duration.seconds(5)
  private static let longest = Duration.seconds(300)

  /// How long each of the two requests that let the lease go may take: the process is about to end.
  private static let farewell = Duration.milliseconds(400)

  /// An actuator that holds nothing yet.
  public init(_ settings: Settings) {
    self.init(
      settings, patience: KubernetesAPI.patience, farewell: Self.farewell, now: { .now })
  }

  /// An actuator that looks at another clock, and has another patience with the API.
  init(
    _ settings: Settings, patience: Duration, farewell: Duration,
    now: @escaping @Sendable () -> ContinuousClock.Instant
  ) {
    self.settings = settings
    self.now = now
    client = HTTPClient()
    api = KubernetesAPI(settings.endpoint, client: client, patience: patience)
    lease = LeaseKeeper(
      api,
      LeaseKeeper.Identity(
        namespace: settings.leaseNamespace, name: settings.leaseName, holder: settings.identity),
      farewell: farewell, now: now)
  }

  /// Takes or renews the lease.
  ///
  /// - Returns: why it is not held; nil where it is.
  public func renewLease(wall: Timestamp) async -> String? {
    var keeper = lease
    do throws(KubernetesAPI.Failure) {
      let problem = try await keeper.renew(wall: wall)
      lease = keeper
      return problem
    } catch {
      lease = keeper
      return lease.isHeld(at: now()) ? nil : error.description
    }
  }

  /// Lets the lease go and ends.
  public func close(wall: Timestamp) async {
    var keeper = lease
    await keeper.release(wall: wall)
    lease = keeper
    client.shutdown()
  }

  /// How long a row of wishes is followed.
  private static let turn = Duration.seconds(5)

  /// Brings targets to their wishes, one after the other; those that are there already take one request each.
  ///
  /// Nothing is done while the lease is not held: it is looked at before every change.
  ///
  /// A long row is gone through from where the last one ended, and the lease renewed meanwhile. It ends after some seconds, since wishes
  /// grow old: the caller comes again with newer ones.
  public func act(on wishes: [Wish], wall: @Sendable () -> Timestamp) async -> [Operation] {
    var operations: [Operation] = []
    guard !wishes.isEmpty else { return operations }
    let first = handled % wishes.count
    let end = now() + Self.turn
    for wish in wishes[first...] + wishes[..<first] {
      if lease.isDue(at: now()) { _ = await renewLease(wall: wall()) }
      let begin = now()
      guard lease.isHeld(at: begin), begin < end, !Task.isCancelled else { break }
      handled += 1
      if let wait = patience[wish.target], begin < wait.until { continue }
      if let operation = await act(on: wish) { operations.append(operation) }
    }
    return operations
  }

  private func act(on wish: Wish) async -> Operation? {
    var operation = Operation(
      workload: wish.workload, from: nil, to: wish.replicas, outcome: .failed, problem: "")
    do throws(KubernetesAPI.Failure) {
      // Once more after a conflict, from what there is by then.
      for attempt in 0..<2 {
        let scale = try await api.call("GET", wish.target.path)
        guard scale.status == 200 else { return refuse(&operation, scale, wish.target) }
        guard let version = scale.body["metadata"]?["resourceVersion"]?.stringValue else {
          operation.problem = "the scale has no resource version"
          return operation
        }
        // A scale without replicas asks for none: Kubernetes leaves a zero out.
        let from = scale.body["spec"]?["replicas"]?.intValue ?? 0
        operation.from = from
        guard from != wish.replicas else {
          patience[wish.target] = nil
          return nil
        }
        if settings.isDryRun, shown[wish.target] == wish.replicas { return nil }
        let begin = now()
        guard lease.isHeld(at: begin) else { return nil }
        let changed = try await api.call(
          "PATCH",
          wish.target.path + (settings.isDryRun ? "?dryRun=All&" : "?") + "fieldManager=outrider",
          body: Self.patch(wish.replicas, version), contentType: "application/merge-patch+json",
          within: lease.timeForAChange(at: begin))
        if changed.status == 200 {
          patience[wish.target] = nil
          operation.outcome = settings.isDryRun ? .dryRun : .success
          if settings.isDryRun { shown[wish.target] = wish.replicas }
          return operation
        }
        if changed.status == 409 {
          operation.outcome = .conflict
          operation.problem = changed.problem
          if attempt == 0 { continue }
          return operation
        }
        return refuse(&operation, changed, wish.target)
      }
    } catch {
      // Cut off by the end of the program: nobody knows what came of it, and the next one looks.
      if Task.isCancelled { return nil }
      operation.problem = error.description
      wait(for: wish.target, nil)
    }
    return operation
  }

  private func refuse(
    _ operation: inout Operation, _ answer: KubernetesAPI.Answer, _ target: ScaleTarget
  ) -> Operation {
    operation.outcome = answer.status == 429 ? .throttled : .failed
    operation.problem = answer.problem
    wait(for: target, answer.retryAfter)
    return operation
  }

  /// Leaves a target alone for as long as the API asks, else twice as long as the last time.
  private func wait(for target: ScaleTarget, _ asked: Duration?) {
    let next = patience[target]?.next ?? Self.shortest
    patience[target] = (now() + max(asked ?? next, .seconds(1)), min(next * 2, Self.longest))
  }

  private static func patch(_ replicas: Int, _ version: String) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("metadata")
    writer.beginObject()
    writer.member("resourceVersion", version)
    writer.endObject()
    writer.key("spec")
    writer.beginObject()
    writer.member("replicas", replicas)
    writer.endObject()
    writer.endObject()
    return writer.bytes
  }
}
