import Feeds
import HTTPServer
import JSON
import Testing
import TimeSeries

@testable import Feeds

/// The Kubernetes external metrics API.
struct ExternalMetricsTests {
  private func get(_ target: String, method: String = "GET") throws -> HTTPResponse {
    let snapshot = try Example.snapshot()
    let request = try #require(HTTPRequest(method: method, target: target))
    return ExternalMetricsFeed { snapshot }.respond(to: request)
  }

  private func json(_ response: HTTPResponse) throws -> JSONValue {
    try response.body.withUnsafeBytes { try JSONValue.parse(Array($0)) }
  }

  private static let root = "/apis/external.metrics.k8s.io/v1beta1"
  private static let metric = "\(root)/namespaces/shop/outrider_recommended_replicas"

  @Test func aWorkloadIsSelectedByItsLabel() throws {
    let response = try get("\(Self.metric)?labelSelector=workload%3Dcheckout")
    #expect(response.status == 200)
    let list = try json(response)
    #expect(list["kind"]?.stringValue == "ExternalMetricValueList")
    let items = try #require(list["items"]?.arrayValue)
    #expect(items.count == 1)
    #expect(items[0]["value"]?.stringValue == "24", "a quantity is a text")
    #expect(items[0]["metricLabels"]?["workload"]?.stringValue == "checkout")
    #expect(items[0]["timestamp"]?.stringValue == "2023-11-14T22:13:30Z")
  }

  @Test(arguments: [
    ("\(metric)?labelSelector=workload%3Dnobody", 404, "NotFound"),
    ("\(metric)?labelSelector=workload%3D%22", 400, "BadRequest"),
    ("\(metric)?labelSelector=workload%20in%20(new%20one)", 503, "ServiceUnavailable"),
    ("\(metric)", 503, "ServiceUnavailable"),
    ("\(root)/namespaces/shop/other_metric", 404, "NotFound"),
    ("/apis/other/v1", 404, "NotFound"), ("/openapi/v2", 404, "NotFound"),
  ])
  func whatIsNotKnownIsAnError(_ target: String, _ status: Int, _ reason: String) throws {
    let response = try get(target)
    #expect(response.status == status)
    let answer = try json(response)
    #expect(answer["kind"]?.stringValue == "Status")
    #expect(answer["reason"]?.stringValue == reason)
    #expect(answer["code"]?.intValue == status)
    #expect(answer["message"]?.stringValue?.isEmpty == false)
  }

  @Test(
    arguments: [
      ("front-proxy-client", 200), ("aggregator", 200), ("front-proxy-client2", 401), ("", 401),
      (nil, 401),
    ] as [(String?, Int)])
  func namesMayBeAllowed(_ name: String?, _ status: Int) throws {
    let snapshot = try Example.snapshot()
    let feed = ExternalMetricsFeed(allowedNames: ["front-proxy-client", "aggregator"]) { snapshot }
    for path in [
      "\(Self.metric)?labelSelector=workload%3Dcheckout", Self.root, "/apis", "/healthz",
    ] {
      let request = try #require(HTTPRequest(target: path, clientCommonName: name))
      let response = feed.respond(to: request)
      #expect(response.status == status, "\(path)")
      guard status == 401 else { continue }
      for method in ["HEAD", "POST"] {
        let other = try #require(
          HTTPRequest(method: method, target: path, clientCommonName: name))
        #expect(feed.respond(to: other).status == 401)
      }
      let answer = try json(response)
      #expect(answer["reason"]?.stringValue == "Unauthorized")
      #expect(
        answer["message"]?.stringValue
          == (name.map { "the certificate's common name is \($0)" }
            ?? "there is no certificate with a common name")
          + "; expected one of external_metrics.allowed_names")
    }
  }

  @Test func discoveryIsWhatTheAggregationLayerWants() throws {
    let list = try json(try get(Self.root))
    #expect(list["kind"]?.stringValue == "APIResourceList")
    #expect(list["groupVersion"]?.stringValue == "external.metrics.k8s.io/v1beta1")
    #expect(
      list["resources"]?.arrayValue?.first?["name"]?.stringValue == "outrider_recommended_replicas")
    #expect(try json(try get("/apis"))["kind"]?.stringValue == "APIGroupList")
    #expect(try json(try get("/apis/external.metrics.k8s.io"))["kind"]?.stringValue == "APIGroup")
    #expect(try get("/healthz").status == 200)
    #expect(try get(Self.root, method: "POST").status == 405)
  }

  @Test(arguments: [
    ("", true), ("workload=a", true), ("workload==a", true), ("workload!=a", false),
    ("workload in (b, a)", true), ("workload notin (a)", false), ("workload", true),
    ("!workload", false), ("other!=x", true), ("other", false), ("!other", true),
    ("workload=a,other!=x", true), ("workload=a,other", false), ("workload in (b),!other", false),
  ])
  func selectorsSelect(_ text: String, _ isSelected: Bool) throws {
    #expect(try LabelSelector(text).matches(["workload": "a"]) == isSelected)
  }

  @Test(arguments: ["a=b,,c=d", "=b", "a=b=c", "a b c", "a in b", "!", "ä=1", "a=b c"])
  func whatIsNoSelectorIsSaid(_ text: String) {
    #expect(throws: LabelSelector.Mistake.self) { _ = try LabelSelector(text) }
  }
}

/// How fast clients may change something.
struct CommandPaceTests {
  @Test func aFloodIsRefusedAndALullForgives() {
    let pace = CommandPace()
    let now = ContinuousClock.now
    #expect((0..<150).count { _ in pace.take(now: now) } == 100)
    #expect((0..<50).count { _ in pace.take(now: now + .seconds(1)) } == 20)
    #expect((0..<150).count { _ in pace.take(now: now + .seconds(60)) } == 100)
  }

  @Test func itIsSaidToWhoFloods() throws {
    let feed = WebFeed(snapshot: try Example.snapshot()) { .taken }
    let request = try #require(
      HTTPRequest(
        method: "POST", target: "/api/v1/workloads/checkout/pause",
        headers: [HTTPHeader("Content-Type", "application/json")]))
    #expect(feed.respond(to: request).status == 202)
    // More than come back meanwhile, however slow this goes.
    let later = (0..<100_000).lazy.map { _ in feed.respond(to: request).status }
    #expect(later.first { $0 != 202 } == 429)
  }
}

/// How much time answers that are made anew may take.
struct RenderBudgetTests {
  @Test func whoAsksForTooMuchIsRefusedUntilTimeHasGoneBy() throws {
    let budget = RenderBudget()
    var now = ContinuousClock.now
    func render(taking seconds: Double) throws {
      var clock = [now + .seconds(seconds), now]
      try budget.spend({ () throws(APIError) in () }, clock: { clock.removeLast() })
      now += .seconds(seconds)
    }
    // A second at once, and the one that goes beyond it.
    for _ in 0..<4 { try render(taking: 0.4) }
    let error = #expect(throws: APIError.self) { try render(taking: 0.1) }
    #expect(error?.status == 429)
    #expect(error?.response.header("Retry-After") == "1")
    // A quarter of the time comes back.
    now += .seconds(4)
    try render(taking: 0.1)
  }

  @Test func scrapesGoOnMeanwhile() throws {
    var snapshot = try Example.snapshot()
    snapshot.workloads[0].history.step = .milliseconds(1)
    let feed = WebFeed(snapshot)
    var refused = 0
    for _ in 0..<100_000 where refused == 0 {
      let answer = try feed.get(
        "/api/v1/workloads/checkout/history?from=\(Example.time.seconds - 10)&step=0.001")
      if answer.status == 429 { refused += 1 } else { #expect(answer.status == 200) }
    }
    #expect(refused == 1)
    #expect(try feed.get("/metrics").status == 200)
    #expect(try feed.get("/api/v1/workloads/checkout").status == 200)
  }
}
