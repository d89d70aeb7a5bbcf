import Foundation
import HTTPServer
import JSON
import Synchronization
import TestSupport
import Testing
import TimeSeries

@testable import Actuation

/// A stand-in for the Kubernetes API: one deployment's scale and one lease, with resource versions, and answers that a test can put in between.
private final class StandIn: Sendable {
  struct State {
    var replicas = 3
    var version = 100
    var lease: JSONValue?
    var leaseVersion = 1
    /// Answers to the next requests of a method, before the API's own.
    var scripted: [(method: String, status: Int, retryAfter: Int?)] = []
    /// Called before the next PATCH, as another client would come in between.
    var meddling: [Int] = []
    var requests: [String] = []
    var authorizations: Set<String> = []
  }

  let state = Mutex(State())
  let server: HTTPServer
  let url: String

  init() throws {
    let box = Box()
    server = try HTTPServer(
      configuration: HTTPServer.Configuration(host: "127.0.0.1", port: 0),
      handler: { box.owner.withLock { $0.value }?.answer($0) ?? .notFound })
    url = "http://127.0.0.1:\(server.port)"
    box.owner.withLock { $0.value = self }
  }

  private final class Box: Sendable {
    struct Weak: Sendable { weak var value: StandIn? }
    let owner = Mutex(Weak())
  }

  private static let scale = "/apis/apps/v1/namespaces/shop/deployments/checkout/scale"
  private static let leases = "/apis/coordination.k8s.io/v1/namespaces/outrider/leases"

  private func answer(_ request: HTTPRequest) -> HTTPResponse {
    state.withLock { state in
      let path = request.path
      state.requests.append(
        "\(request.method) \(path)\(request.rawQuery.map { "?\($0)" } ?? "")")
      state.authorizations.formUnion(request.headers("Authorization"))
      if let index = state.scripted.firstIndex(where: { $0.method == request.method }) {
        let scripted = state.scripted.remove(at: index)
        return Self.status(scripted.status, retryAfter: scripted.retryAfter)
      }
      switch (request.method, path) {
      case ("GET", Self.scale): return Self.json(Self.scale(state))
      case ("PATCH", Self.scale):
        if !state.meddling.isEmpty {
          state.replicas = state.meddling.removeFirst()
          state.version += 1
        }
        guard let body = try? JSONValue.parse(request.body),
          request.headers("Content-Type") == ["application/merge-patch+json"],
          let replicas = body["spec"]?["replicas"]?.intValue
        else { return Self.status(400) }
        guard body["metadata"]?["resourceVersion"]?.stringValue == "\(state.version)" else {
          return Self.status(409)
        }
        if request.rawQuery?.contains("dryRun=All") != true {
          state.replicas = replicas
          state.version += 1
        }
        return Self.json(Self.scale(state))
      case ("GET", "\(Self.leases)/outrider"):
        guard let lease = state.lease else { return Self.status(404) }
        return Self.json(lease)
      case ("POST", Self.leases), ("PUT", "\(Self.leases)/outrider"):
        guard case .object(let lease)? = try? JSONValue.parse(request.body),
          case .object(let metadata)? = lease["metadata"]
        else { return Self.status(400) }
        if request.method == "PUT",
          metadata["resourceVersion"]?.stringValue != "\(state.leaseVersion)"
        {
          return Self.status(409)
        }
        if request.method == "POST", state.lease != nil { return Self.status(409) }
        state.leaseVersion += 1
        let stored = Self.with(
          lease, "metadata",
          .object(Self.with(metadata, "resourceVersion", .string("\(state.leaseVersion)"))))
        state.lease = .object(stored)
        return Self.json(.object(stored), status: request.method == "POST" ? 201 : 200)
      default: return Self.status(404)
      }
    }
  }

  /// An object with another value of one key.
  private static func with(_ object: JSONObject, _ key: String, _ value: JSONValue) -> JSONObject {
    var other = JSONObject()
    for name in object.keys where name != key { _ = other.insert(name, object[name] ?? .null) }
    _ = other.insert(key, value)
    return other
  }

  private static func scale(_ state: State) -> JSONValue {
    // As the API does, a zero is left out.
    let spec: JSONObject = state.replicas == 0 ? [:] : ["replicas": .integer(Int64(state.replicas))]
    return .object([
      "kind": .string("Scale"), "apiVersion": .string("autoscaling/v1"),
      "metadata": .object(["resourceVersion": .string("\(state.version)")]),
      "spec": .object(spec),
    ])
  }

  private static func json(_ value: JSONValue, status: Int = 200) -> HTTPResponse {
    var writer = JSONWriter()
    writer.value(value)
    return HTTPResponse(
      status: status, headers: [.contentType("application/json")], body: HTTPBody(writer.bytes))
  }

  private static func status(_ code: Int, retryAfter: Int? = nil) -> HTTPResponse {
    var headers = [HTTPHeader.contentType("application/json")]
    if let retryAfter { headers.append(HTTPHeader("Retry-After", "\(retryAfter)")) }
    return HTTPResponse(
      status: code, headers: headers,
      body: HTTPBody(#"{"kind":"Status","status":"Failure","message":"scripted","code":\#(code)}"#))
  }
}

/// A clock that stands still until it is moved.
private final class StillClock: Sendable {
  private let moment = Mutex(ContinuousClock.now)

  var now: ContinuousClock.Instant { moment.withLock { $0 } }

  func advance(by duration: Duration) { moment.withLock { $0 += duration } }
}

/// Changing replicas through the Kubernetes API.
struct ScaleActuatorTests {
  private static let wall = Timestamp(milliseconds: 1_700_000_000_123)
  private static let clock: @Sendable () -> Timestamp = { wall }
  private static let target = ScaleTarget(namespace: "shop", name: "checkout")

  private func actuator(
    _ api: StandIn, identity: String = "one", isDryRun: Bool = false, tokenFile: String? = nil,
    clock: StillClock = StillClock()
  ) -> ScaleActuator {
    ScaleActuator(
      ScaleActuator.Settings(
        endpoint: KubernetesAPI.Endpoint(url: api.url, tokenFile: tokenFile),
        leaseNamespace: "outrider", leaseName: "outrider", identity: identity, isDryRun: isDryRun),
      patience: ampleTime, farewell: .seconds(60), now: { clock.now })
  }

  private func wish(_ replicas: Int) -> [ScaleActuator.Wish] {
    [ScaleActuator.Wish(workload: "checkout", target: Self.target, replicas: replicas)]
  }

  @Test func replicasAreChangedWhileTheLeaseIsHeld() async throws {
    let api = try StandIn()
    defer { api.server.stop() }
    let file = NSTemporaryDirectory() + "outrider-token-\(UUID().uuidString)"
    try Data("first\n".utf8).write(to: URL(filePath: file))
    defer { try? FileManager.default.removeItem(atPath: file) }
    let one = actuator(api, tokenFile: file)
    #expect(await one.act(on: wish(5), wall: Self.clock) == [], "without the lease nothing is done")
    #expect(api.state.withLock { $0.requests } == [])
    #expect(await one.renewLease(wall: Self.wall) == nil)
    let spec = try #require(api.state.withLock { $0.lease }?["spec"])
    #expect(spec["holderIdentity"]?.stringValue == "one")
    #expect(spec["renewTime"]?.stringValue == "2023-11-14T22:13:20.123000Z")

    let up = await one.act(on: wish(5), wall: Self.clock)
    #expect(up.map(\.outcome) == [.success])
    #expect(up.map(\.action) == ["scale_up"])
    #expect(api.state.withLock { $0.replicas } == 5)
    #expect(
      await one.act(on: wish(5), wall: Self.clock) == [], "what is there already is left alone")
    try Data("second\n".utf8).write(to: URL(filePath: file))
    #expect(await one.act(on: wish(0), wall: Self.clock).map(\.action) == ["scale_down"])
    #expect(
      await one.act(on: wish(0), wall: Self.clock) == [], "a scale without replicas is one of zero")
    #expect(await one.act(on: wish(2), wall: Self.clock).map(\.from) == [0])
    #expect(api.state.withLock { $0.authorizations } == ["Bearer first", "Bearer second"])

    await one.close(wall: Self.wall)
    #expect(api.state.withLock { $0.lease }?["spec"]?["holderIdentity"]?.stringValue == "")
  }

  @Test func ofTwoOnlyOneActs() async throws {
    let api = try StandIn()
    defer { api.server.stop() }
    let one = actuator(api)
    let two = actuator(api, identity: "two")
    #expect(await one.renewLease(wall: Self.wall) == nil)
    #expect(await two.renewLease(wall: Self.wall) == "held by one")
    #expect(await two.act(on: wish(9), wall: Self.clock) == [])
    #expect(api.state.withLock { $0.replicas } == 3)
    // The first lets go, the second need not wait.
    await one.close(wall: Self.wall)
    #expect(await two.renewLease(wall: Self.wall) == nil)
    #expect(api.state.withLock { $0.lease }?["spec"]?["leaseTransitions"]?.intValue == 1)
    #expect(await two.act(on: wish(9), wall: Self.clock).map(\.outcome) == [.success])
    await two.close(wall: Self.wall)
  }

  @Test func aLeaseThatWasNotRenewedInTimeIsLookedAtBeforeAnythingIsDone() async throws {
    let api = try StandIn()
    defer { api.server.stop() }
    let clock = StillClock()
    let one = actuator(api, clock: clock)
    #expect(await one.renewLease(wall: Self.wall) == nil)
    clock.advance(by: LeaseKeeper.duration / 3)
    #expect(await one.act(on: wish(5), wall: Self.clock).map(\.outcome) == [.success])
    #expect(
      api.state.withLock { $0.requests.count { $0.hasPrefix("PUT") } } == 1, "it is renewed")

    // The renewal fails: what was held goes on being held for two thirds of its time, and no longer.
    api.server.stop()
    clock.advance(by: LeaseKeeper.duration * 2 / 3 - .milliseconds(1))
    #expect(await one.renewLease(wall: Self.wall) == nil)
    clock.advance(by: .milliseconds(1))
    #expect(await one.renewLease(wall: Self.wall) != nil)
    #expect(await one.act(on: wish(6), wall: Self.clock) == [])
    await one.close(wall: Self.wall)
  }

  @Test func aLeaseThatRanOutIsTakenByAnother() async throws {
    let api = try StandIn()
    defer { api.server.stop() }
    let clock = StillClock()
    let one = actuator(api, clock: clock)
    let two = actuator(api, identity: "two", clock: clock)
    #expect(await one.renewLease(wall: Self.wall) == nil)
    #expect(await two.renewLease(wall: Self.wall) == "held by one")
    // The second's own clock counts, from when it first saw the record.
    clock.advance(by: LeaseKeeper.duration - .milliseconds(1))
    #expect(await two.renewLease(wall: Self.wall) == "held by one")
    clock.advance(by: .milliseconds(1))
    #expect(await two.renewLease(wall: Self.wall) == nil)
    #expect(await one.act(on: wish(9), wall: Self.clock) == [], "the first has lost it")
    #expect(await one.renewLease(wall: Self.wall) == "held by two")
    #expect(await two.act(on: wish(5), wall: Self.clock).map(\.outcome) == [.success])
    await one.close(wall: Self.wall)
    await two.close(wall: Self.wall)
  }

  @Test func aConflictIsTriedOnceMoreFromWhatThereIsByThen() async throws {
    let api = try StandIn()
    defer { api.server.stop() }
    let one = actuator(api)
    #expect(await one.renewLease(wall: Self.wall) == nil)
    api.state.withLock { $0.meddling = [7] }
    let operations = await one.act(on: wish(5), wall: Self.clock)
    #expect(operations.map(\.outcome) == [.success])
    #expect(operations.map(\.from) == [7])
    #expect(api.state.withLock { $0.replicas } == 5)
    api.state.withLock { $0.meddling = [8, 9] }
    #expect(await one.act(on: wish(6), wall: Self.clock).map(\.outcome) == [.conflict])
    #expect(api.state.withLock { $0.replicas } == 9, "nobody is overwritten")
    await one.close(wall: Self.wall)
  }

  @Test func anAPIThatAsksForPatienceGetsIt() async throws {
    let api = try StandIn()
    defer { api.server.stop() }
    let clock = StillClock()
    let one = actuator(api, clock: clock)
    #expect(await one.renewLease(wall: Self.wall) == nil)
    api.state.withLock { $0.scripted = [("PATCH", 429, 1)] }
    #expect(await one.act(on: wish(5), wall: Self.clock).map(\.outcome) == [.throttled])
    let asked = api.state.withLock { $0.requests.count }
    #expect(await one.act(on: wish(5), wall: Self.clock) == [])
    #expect(api.state.withLock { $0.requests.count } == asked, "it is left alone meanwhile")
    clock.advance(by: .milliseconds(999))
    #expect(await one.act(on: wish(5), wall: Self.clock) == [])
    clock.advance(by: .milliseconds(1))
    #expect(await one.act(on: wish(5), wall: Self.clock).map(\.outcome) == [.success])
    api.state.withLock { $0.scripted = [("GET", 403, nil)] }
    let refused = await one.act(on: wish(6), wall: Self.clock)
    #expect(refused.map(\.outcome) == [.failed])
    #expect(refused.first?.problem == "403: scripted")
    #expect(refused.first?.action == "unknown")
    await one.close(wall: Self.wall)
  }

  @Test func aDryRunChangesNothing() async throws {
    let api = try StandIn()
    defer { api.server.stop() }
    let one = actuator(api, isDryRun: true)
    #expect(await one.renewLease(wall: Self.wall) == nil)
    #expect(await one.act(on: wish(5), wall: Self.clock).map(\.outcome) == [.dryRun])
    #expect(api.state.withLock { $0.replicas } == 3)
    await one.close(wall: Self.wall)
  }

  @Test func aServerThatIsGoneIsNoLease() async throws {
    let api = try StandIn()
    let one = actuator(api)
    api.server.stop()
    #expect(await one.renewLease(wall: Self.wall) != nil)
    #expect(await one.act(on: wish(5), wall: Self.clock) == [])
    await one.close(wall: Self.wall)
  }
}
