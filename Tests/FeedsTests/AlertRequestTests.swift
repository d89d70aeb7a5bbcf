import HTTPServer
import Synchronization
import Testing

@testable import Feeds

/// Alertmanager's webhook: what it may ask for, and what it is told of what was not used.
@Suite struct AlertRequestTests {
  private func post(_ alert: String) throws -> (HTTPResponse, commands: Int) {
    let commands = Mutex(0)
    let feed = WebFeed(
      snapshot: try Example.snapshot(), command: { _ in commands.withLock { $0 += 1 } }
    ) { .taken }
    let request = try #require(
      HTTPRequest(
        method: "POST", target: "/api/v1/alerts",
        headers: [HTTPHeader("Content-Type", "application/json")],
        body: [UInt8](#"{"alerts": [\#(alert)]}"#.utf8)))
    let answer = feed.respond(to: request)
    return (answer, commands.withLock { $0 })
  }

  private func alert(_ name: String, _ labels: String) -> String {
    #"{"status": "firing", "labels": {"alertname": "\#(name)", "workload": "checkout", \#(labels)}}"#
  }

  @Test func takesWhatIsRight() throws {
    let (answer, commands) = try post(
      alert("Busy", #""outrider_floor": "8", "outrider_kind": "load_spike""#))
    #expect(answer.status == 202)
    #expect(commands == 1)
    #expect(!answer.text.contains("problems"))
  }

  /// Each problem names its alert: a group has many.
  @Test(arguments: [
    (#""outrider_floor": "-1""#, "alert Busy: `floor`: expected a whole number"),
    (#""outrider_floor": "many""#, "alert Busy: `outrider_floor` is many, expected a number"),
    (#""outrider_pin": "x""#, "alert Busy: `outrider_pin` is x, expected a whole number"),
    (#""outrider_floor": "8", "outrider_kind": "spike""#, "alert Busy: `outrider_kind` is spike"),
    (#""outrider_floor": "8", "outrider_duration": "soon""#, "alert Busy: `outrider_duration`"),
  ])
  func saysWhichAlertWasNotUsed(labels: String, problem: String) throws {
    let (answer, commands) = try post(alert("Busy", labels))
    #expect(commands == 0)
    #expect(answer.text.contains(problem), "\(answer.text)")
  }

  @Test func refusesNamesThatSwellTheFeed() throws {
    let (answer, commands) = try post(
      alert(String(repeating: "x", count: 5000), #""outrider_floor": "8""#))
    #expect(commands == 0)
    #expect(answer.text.contains("250 bytes at most"))
    #expect(answer.body.count < 500)
  }
}
