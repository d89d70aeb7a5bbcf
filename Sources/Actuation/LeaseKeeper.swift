import JSON
import TimeSeries

/// Holds a Lease (`coordination.k8s.io/v1`), so that of several Outriders only one acts.
///
/// As Kubernetes' own leader election does it: whether a lease has run out is told by one's own clock, from the moment at which the record was last seen to change; clocks of
/// different machines are not compared. Changes carry the resource version that was read, so that of two who take it at once one gets 409.
struct LeaseKeeper {
  /// Which lease, and who takes it.
  struct Identity: Hashable, Sendable {
    var namespace: String
    var name: String
    var holder: String
  }

  private let api: KubernetesAPI
  private let identity: Identity
  private let farewell: Duration
  private let now: @Sendable () -> ContinuousClock.Instant
  private var seen: (record: String, at: ContinuousClock.Instant)?
  private var renewedAt: ContinuousClock.Instant?

  /// How long it is held without being renewed.
  static let duration = Duration.seconds(15)

  private var path: String {
    "/apis/coordination.k8s.io/v1/namespaces/\(identity.namespace)/leases"
  }

  /// A lease that is not held yet.
  ///
  /// - Parameter farewell: how long each of the two requests that let it go may take.
  init(
    _ api: KubernetesAPI, _ identity: Identity, farewell: Duration,
    now: @escaping @Sendable () -> ContinuousClock.Instant
  ) {
    self.api = api
    self.identity = identity
    self.farewell = farewell
    self.now = now
  }

  /// Whether it is held for long enough to act on.
  func isHeld(at now: ContinuousClock.Instant) -> Bool {
    renewedAt.map { now - $0 < Self.duration * 2 / 3 } ?? false
  }

  /// How long a change that begins now may take: it must not arrive when another may hold the lease. Above zero while it is held.
  func timeForAChange(at now: ContinuousClock.Instant) -> Duration {
    renewedAt.map { max(.milliseconds(1), Self.duration - .seconds(1) - (now - $0)) }
      ?? .milliseconds(1)
  }

  /// Whether it was held and should be renewed before anything else is done.
  func isDue(at now: ContinuousClock.Instant) -> Bool {
    renewedAt.map { now - $0 >= Self.duration / 3 } ?? false
  }

  /// Takes or renews it, where nobody else holds it.
  ///
  /// - Returns: why it is not held; nil where it is.
  mutating func renew(wall: Timestamp) async throws(KubernetesAPI.Failure) -> String? {
    let begin = now()
    let found = try await api.call("GET", "\(path)/\(identity.name)")
    switch found.status {
    case 404:
      let made = try await api.call(
        "POST", path, body: lease(wall: wall, acquired: wall, transitions: 0, version: nil))
      guard made.status == 200 || made.status == 201 else { return refused(made) }
    case 200:
      let spec = found.body["spec"]
      let holder = spec?["holderIdentity"]?.stringValue ?? ""
      let transitions = spec?["leaseTransitions"]?.intValue ?? 0
      guard let version = found.body["metadata"]?["resourceVersion"]?.stringValue else {
        return "the lease has no resource version"
      }
      let record = "\(holder) \(spec?["renewTime"]?.stringValue ?? "")"
      if seen?.record != record { seen = (record, begin) }
      let isOurs = holder == identity.holder
      let lasts = spec?["leaseDurationSeconds"]?.intValue.map { Duration.seconds($0) }
      if !isOurs, !holder.isEmpty, let seen, begin - seen.at < lasts ?? Self.duration {
        renewedAt = nil
        return "held by \(holder)"
      }
      let acquired =
        isOurs
        ? spec?["acquireTime"]?.stringValue.flatMap { Timestamp(rfc3339: $0) } ?? wall : wall
      let kept = try await api.call(
        "PUT", "\(path)/\(identity.name)",
        body: lease(
          wall: wall, acquired: acquired, transitions: isOurs ? transitions : transitions + 1,
          version: version))
      guard kept.status == 200 else { return refused(kept) }
    default: return refused(found)
    }
    renewedAt = begin
    return nil
  }

  /// Lets it go, so that another need not wait.
  mutating func release(wall: Timestamp) async {
    guard renewedAt != nil else { return }
    renewedAt = nil
    guard
      let found = try? await api.call(
        "GET", "\(path)/\(identity.name)", within: farewell),
      found.body["spec"]?["holderIdentity"]?.stringValue == identity.holder,
      let version = found.body["metadata"]?["resourceVersion"]?.stringValue
    else { return }
    // Where it fails, the lease runs out by itself.
    _ = try? await api.call(
      "PUT", "\(path)/\(identity.name)",
      body: lease(
        wall: wall, acquired: wall,
        transitions: found.body["spec"]?["leaseTransitions"]?.intValue ?? 0, version: version,
        holder: ""), within: farewell)
  }

  private mutating func refused(_ answer: KubernetesAPI.Answer) -> String {
    renewedAt = nil
    return answer.status == 409 ? "another was faster" : answer.problem
  }

  private func lease(
    wall: Timestamp, acquired: Timestamp, transitions: Int, version: String?, holder: String? = nil
  ) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("apiVersion", "coordination.k8s.io/v1")
    writer.member("kind", "Lease")
    writer.key("metadata")
    writer.beginObject()
    writer.member("name", identity.name)
    writer.member("namespace", identity.namespace)
    if let version { writer.member("resourceVersion", version) }
    writer.endObject()
    writer.key("spec")
    writer.beginObject()
    writer.member("holderIdentity", holder ?? identity.holder)
    writer.member("leaseDurationSeconds", Int(Self.duration / .seconds(1)))
    writer.member("acquireTime", acquired.microTime)
    writer.member("renewTime", wall.microTime)
    writer.member("leaseTransitions", transitions)
    writer.endObject()
    writer.endObject()
    return writer.bytes
  }
}

extension Timestamp {
  /// As Kubernetes writes times of leases: with six digits after the point.
  fileprivate var microTime: String {
    let second = Timestamp(milliseconds: milliseconds - (milliseconds % 1000 + 1000) % 1000)
    var text = second.rfc3339
    if text.hasSuffix("Z") { text.removeLast() }
    let digits = String((milliseconds % 1000 + 1000) % 1000 + 1000).dropFirst()
    return "\(text).\(digits)000Z"
  }
}
