import Feeds
import HTTPServer
import JSON
import Synchronization
import Testing

/// Paths, methods and errors.
@Suite struct RouteTests {
  struct Answer: CustomTestStringConvertible {
    var target: String
    var method = "GET"
    var status = 200
    var label: String
    var type = "application/json"

    var testDescription: String { "\(method) \(target)" }
  }

  static let hostilePath =
    "jobs%2F%3Cscript%3Ealert(%221%22)%3C%2Fscript%3E%20%26%20'K%C3%A4se'%5C"

  static let answers = [
    Answer(target: "/metrics", label: "/metrics", type: "text/plain; version=0.0.4; charset=utf-8"),
    Answer(target: "/", label: "/", type: "text/html; charset=utf-8"),
    Answer(target: "/?query", label: "/", type: "text/html; charset=utf-8"),
    Answer(
      target: "/workloads/checkout", label: "/workloads/:name", type: "text/html; charset=utf-8"),
    Answer(
      target: "/workloads/\(hostilePath)?span=1h", label: "/workloads/:name",
      type: "text/html; charset=utf-8"),
    Answer(target: "/workloads/none", status: 404, label: "/workloads/:name"),
    Answer(target: "/workloads", status: 404, label: "other"),
    Answer(
      target: "/assets/outrider.css?0.1.0", label: "/assets/:file", type: "text/css; charset=utf-8"),
    Answer(
      target: "/assets/outrider.js", label: "/assets/:file", type: "text/javascript; charset=utf-8"),
    Answer(target: "/assets/outrider.svg", label: "/assets/:file", type: "image/svg+xml"),
    Answer(target: "/assets/other", status: 404, label: "other"),
    Answer(target: "/-/healthy", label: "/-/healthy", type: "text/plain; charset=utf-8"),
    Answer(target: "/-/ready", label: "/-/ready", type: "text/plain; charset=utf-8"),
    Answer(
      target: "/-/reload", method: "POST", label: "/-/reload", type: "text/plain; charset=utf-8"),
    Answer(
      target: "/-/reload", method: "PUT", label: "/-/reload", type: "text/plain; charset=utf-8"),
    Answer(target: "/api/v1/workloads", label: "/api/v1/workloads"),
    Answer(target: "/api/v1/workloads/checkout", label: "/api/v1/workloads/:name"),
    Answer(target: "/api/v1/workloads/%63heckout", label: "/api/v1/workloads/:name"),
    Answer(target: "/api/v1/workloads/new%20one", label: "/api/v1/workloads/:name"),
    Answer(target: "/api/v1/workloads/\(hostilePath)", label: "/api/v1/workloads/:name"),
    Answer(
      target: "/api/v1/workloads/checkout/history", label: "/api/v1/workloads/:name/history"),
    Answer(
      target: "/api/v1/workloads/\(hostilePath)/history", label: "/api/v1/workloads/:name/history"),
    Answer(target: "/api/v1/workloads/new+one", status: 404, label: "/api/v1/workloads/:name"),
    Answer(target: "/api/v1/workloads/", status: 404, label: "/api/v1/workloads/:name"),
    Answer(target: "/api/v1/workloads/Checkout", status: 404, label: "/api/v1/workloads/:name"),
    Answer(
      target: "/api/v1/workloads/none/history", status: 404,
      label: "/api/v1/workloads/:name/history"),
    Answer(target: "/api/v1/workloads/checkout/historie", status: 404, label: "other"),
    Answer(
      target: "/api/v1/workloads/checkout/patterns", label: "/api/v1/workloads/:name/patterns"),
    Answer(
      target: "/api/v1/workloads/none/patterns", status: 404,
      label: "/api/v1/workloads/:name/patterns"),
    Answer(target: "/api/v1/workloads/checkout/history/", status: 404, label: "other"),
    Answer(target: "/api/v1", status: 404, label: "other"),
    Answer(target: "/metrics/", status: 404, label: "other"),
    Answer(target: "/favicon.ico", status: 404, label: "other"),
    Answer(target: "/nowhere", method: "DELETE", status: 404, label: "other"),
    Answer(target: "*", method: "OPTIONS", status: 404, label: "other"),
  ]

  @Test(arguments: answers)
  func answersEachPath(_ expected: Answer) throws {
    let feed = WebFeed(try Example.snapshot())
    let answer = try feed.get(expected.target, method: expected.method)
    #expect(answer.status == expected.status)
    #expect(answer.handlerName == expected.label)
    #expect(answer.header("Content-Type") == expected.type)
    if expected.type == "application/json" { _ = try answer.json }
  }

  @Test(arguments: answers.filter { $0.method == "GET" && $0.status == 200 })
  func answersHeadAsGet(_ expected: Answer) throws {
    // The body is the server's to leave away, so that lengths are those of GET.
    let feed = WebFeed(try Example.snapshot())
    let get = try feed.get(expected.target)
    let head = try feed.get(expected.target, method: "HEAD")
    #expect(head.status == 200)
    #expect(head.headers == get.headers)
    #expect(head.body.count == get.body.count)
  }

  @Test(arguments: answers.filter { $0.status == 200 }, ["GET", "POST", "DELETE", "get", ""])
  func refusesOtherMethods(_ expected: Answer, method: String) throws {
    let isReload = expected.label == "/-/reload"
    guard isReload ? method != "POST" : method != "GET" else { return }
    let answer = try WebFeed(try Example.snapshot()).get(expected.target, method: method)
    #expect(answer.status == 405)
    #expect(answer.header("Allow") == (isReload ? "POST, PUT" : "GET, HEAD"))
    #expect(answer.handlerName == expected.label)
    #expect(try answer.json["status"]?.stringValue == "error")
    #expect(try answer.json["errorType"]?.stringValue == "method_not_allowed")
  }

  @Test func namesTheWorkloadsThatThereAre() throws {
    let answer = try WebFeed(try Example.snapshot()).get("/api/v1/workloads/chekout")
    #expect(answer.status == 404)
    let json = try answer.json
    #expect(json.objectValue?.keys == ["status", "errorType", "error"])
    #expect(json["status"]?.stringValue == "error")
    #expect(json["errorType"]?.stringValue == "not_found")
    let message = try #require(json["error"]?.stringValue)
    #expect(message.contains("checkout, \(Example.hostile), new one"))
  }

  @Test func namesNoFloodOfWorkloads() throws {
    var snapshot = try Example.snapshot()
    snapshot.workloads = try (0..<1_000).map { try Example.undecided(name: "w\($0)") }
    let many = try #require(try WebFeed(snapshot).get("/api/v1/workloads/x").json["error"])
    #expect(many.stringValue?.hasSuffix("w18, w19 and 980 more") == true)
    snapshot.workloads = []
    let none = try #require(try WebFeed(snapshot).get("/api/v1/workloads/x").json["error"])
    #expect(none.stringValue == "no workload of that name; there is none yet")
  }

  @Test func isReadyAfterTheFirstCycle() throws {
    let feed = WebFeed(try Example.snapshot(isReady: false))
    #expect(try feed.get("/-/ready").status == 503)
    #expect(try feed.get("/-/healthy").status == 200)
    #expect(try feed.get("/metrics").status == 200)
    feed.publish(try Example.snapshot())
    #expect(try feed.get("/-/ready").status == 200)
  }

  @Test func reloadsOnlyWhenAskedProperly() throws {
    let calls = Mutex(0)
    let feed = WebFeed(snapshot: try Example.snapshot()) {
      calls.withLock { $0 += 1 }
      return .refused("a.yaml:3:1: error: unknown key")
    }
    for (target, method) in [
      ("/-/reload", "GET"), ("/-/reload", "HEAD"), ("/-/ready", "POST"), ("/-/reload/", "POST"),
    ] {
      _ = try feed.get(target, method: method)
    }
    #expect(calls.withLock { $0 } == 0)
    let answer = try feed.get("/-/reload", method: "POST")
    #expect(calls.withLock { $0 } == 1)
    #expect(answer.status == 500)
    #expect(answer.text.contains("a.yaml:3:1: error: unknown key"))
    #expect(try WebFeed(try Example.snapshot()).get("/-/reload", method: "POST").text == "")
  }
}
