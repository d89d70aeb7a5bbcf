import Feeds
import HTTPServer
import JSON
import Testing
import TimeSeries

/// The history endpoint.
@Suite struct HistoryJSONTests {
  static let now: Int64 = 1_700_000_010

  private func history(_ query: String) throws -> HTTPResponse {
    try WebFeed(try Example.snapshot()).get("/api/v1/workloads/checkout/history?\(query)")
  }

  @Test func givesTheGridWithGapsAsNull() throws {
    let json = try history("from=\(Self.now - 60)&to=\(Self.now)&step=15s").json
    #expect(json["name"]?.stringValue == "checkout")
    #expect(json["from"]?.intValue == Int(Self.now - 60))
    #expect(json["to"]?.intValue == Int(Self.now))
    #expect(json["step"]?.intValue == 15)
    #expect(json["points"]?.intValue == 5)
    let series = try #require(json["series"]?.arrayValue)
    #expect(
      series.map { $0["kind"]?.stringValue } == [
        "load", "forecast", "recommended_replicas", "current_replicas",
      ])
    #expect(series.map { $0["signal"]?.stringValue } == ["requests", "requests", nil, nil])
    #expect(
      series[0]["values"]?.arrayValue?.map(\.doubleValue) == [104, nil, 106, 107, 108])
    #expect(series[0]["values"]?.arrayValue?[1].isNull == true)
    #expect(series[1]["values"]?.arrayValue?.allSatisfy(\.isNull) == true)
    #expect(series[2]["values"]?.arrayValue?.map(\.doubleValue) == [12, 12, 12, 12, 12])
  }

  /// What the charts of the status page are drawn from: no burst is lost where a step is long.
  @Test func takesTheLargestOfAStep() throws {
    let query = "from=\(Self.now - 30)&to=\(Self.now)&step=30s"
    let newest = try #require(try history(query).json["series"]?.arrayValue?.first)
    #expect(newest["values"]?.arrayValue?.map(\.doubleValue) == [106, 108])
    let falling = try history(query + "&reduce=max").json["series"]?.arrayValue?.first
    #expect(falling?["values"]?.arrayValue?.map(\.doubleValue) == [106, 108])
    // The gap hides nothing: the minute's largest value is that before it.
    let gap = try history("from=\(Self.now - 45)&to=\(Self.now - 45)&step=30s&reduce=max").json
    #expect(
      gap["series"]?.arrayValue?.first?["values"]?.arrayValue?.map(\.doubleValue) == [104])
    let wrong = try history("reduce=mean")
    #expect(wrong.status == 400)
    #expect(wrong.text.contains("expected `max` or `newest`"))
  }

  struct Span: CustomTestStringConvertible {
    var query: String
    var from: Int64
    var points: Int
    var testDescription: String { query }
  }

  @Test(arguments: [
    Span(query: "", from: now - 3_600, points: 241),
    Span(query: "step=1m", from: now - 3_600, points: 61),
    Span(query: "step=60", from: now - 3_600, points: 61),
    Span(query: "step=0.5&from=\(now - 1)", from: now - 1, points: 3),
    Span(query: "from=2023-11-14T22:12:00Z", from: now - 90, points: 7),
    Span(query: "from=2023-11-14T23:12:00%2B01:00", from: now - 90, points: 7),
    Span(query: "to=\(now - 100)", from: now - 3_700, points: 241),
    Span(query: "from=\(now)&to=\(now)", from: now, points: 1),
    Span(query: "from=\(now - 10)&to=\(now)&step=1y", from: now - 10, points: 1),
    Span(query: "from=1&from=\(now - 15)", from: now - 15, points: 2),
    Span(query: "from=-60&to=0", from: -60, points: 5),
    Span(query: "from=\(now - 10_999)&step=1", from: now - 10_999, points: 11_000),
    Span(query: "unknown=%3Cscript%3E", from: now - 3_600, points: 241),
  ])
  func readsItsParameters(_ span: Span) throws {
    let answer = try history(span.query)
    #expect(answer.status == 200)
    let json = try answer.json
    #expect(json["from"]?.doubleValue == Double(span.from))
    #expect(json["points"]?.intValue == span.points)
    for series in json["series"]?.arrayValue ?? [] {
      #expect(series["values"]?.arrayValue?.count == span.points)
    }
  }

  @Test(arguments: [
    ("from=yesterday", "from:"), ("from=", "from:"), ("from=NaN", "from:"), ("from=Inf", "from:"),
    ("from=1e300", "from:"), ("from=-1e300", "from:"), ("from=9223372036854775807", "from:"),
    ("from=-9223372036854775808", "from:"), ("from=9007199254740993", "from:"),
    ("to=0x10", "to:"), ("to=9e15", "to:"), ("to=2023-02-30T00:00:00Z", "to:"),
    ("to=2023-11-14T22:12:00", "to:"),
    ("from=\(now)&to=\(now - 1)", "from:"), ("from=\(now + 1)", "from:"),
    ("step=0", "step:"), ("step=-1", "step:"), ("step=-15s", "step:"), ("step=NaN", "step:"),
    ("step=Inf", "step:"), ("step=1e300", "step:"), ("step=0.0001", "step:"), ("step=", "step:"),
    ("step=1x", "step:"), ("step=99999999999999999999y", "step:"),
    ("from=\(now - 11_000)&step=1", "11001 points"), ("from=0", "points"),
    ("from=-9007199254740&to=9007199254740&step=1ms", "points"),
  ])
  func refusesWhatIsNoSpan(_ query: String, says: String) throws {
    let answer = try history(query)
    #expect(answer.status == 400)
    #expect(try answer.json["errorType"]?.stringValue == "bad_data")
    let message = try #require(try answer.json["error"]?.stringValue)
    #expect(message.contains(says))
    #expect(message.contains("expected"))
  }

  /// A short interval makes many points of an hour; asking for nothing in particular must still be answered.
  @Test(arguments: [0, 1, 100, 1_000])
  func answersWhateverTheIntervalIs(milliseconds: Int) throws {
    var snapshot = try Example.snapshot()
    snapshot.workloads[0].history.step = .milliseconds(milliseconds)
    let answer = try WebFeed(snapshot).get("/api/v1/workloads/checkout/history")
    #expect(answer.status == 200)
    let points = try #require(try answer.json["points"]?.intValue)
    #expect(points == min(11_000, 3_600_000 / max(1, milliseconds) + 1))
  }
}
