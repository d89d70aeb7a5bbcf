import Configuration
import HTTPClient
import SignalSources
import Synchronization
import TestSupport
import Testing
import TimeSeries

@Suite struct ExpositionSourceTests {
  /// A server whose page can be changed.
  final class Page: Sendable {
    private final class Answer: Sendable {
      let next = Mutex(FaultyServer.Answer.hang)
    }

    let server: FaultyServer
    private let answer: Answer

    init() throws {
      let answer = Answer()
      self.answer = answer
      server = try FaultyServer { _ in answer.next.withLock { $0 } }
    }

    deinit { server.stop() }

    func show(_ text: String, status: Int = 200, type: String = "text/plain; version=0.0.4") {
      fail(.bytes(FaultyServer.http(status, text, type: type)))
    }

    func fail(_ answer: FaultyServer.Answer) { self.answer.next.withLock { $0 = answer } }
  }

  private let page: Page

  init() throws { page = try Page() }

  private func source(
    _ queries: [SignalSelector], timeout: Duration = ampleTime
  ) throws(SourceError) -> ExpositionSource {
    var settings = ExpositionSettings(url: page.server.url + "/metrics")
    settings.timeout = timeout
    return try ExpositionSource(
      name: "app", settings: settings, queries: queries, client: HTTPClient())
  }

  private func at(_ seconds: Int) -> Timestamp { someMoment + .seconds(seconds) }

  @Test func gaugesAreChosenByNameAndLabels() async throws {
    page.show(
      """
      # TYPE queue gauge
      queue{name="a"} 3
      queue{name="b"} 4.5
      queue{name="c"} NaN
      depth 0
      deep +Inf

      """)
    let source = try source([
      .metric(#"queue{name="a"}"#, rate: nil, reduce: nil),
      .metric(#"queue{name=~"a|b"}"#, rate: nil, reduce: .sum),
      .metric(#"queue{name!="c"}"#, rate: nil, reduce: .avg),
      .metric("depth", rate: nil, reduce: nil),
      .metric("queue", rate: nil, reduce: nil),
      .metric("queue", rate: nil, reduce: .max),
      .metric(#"queue{name="c"}"#, rate: nil, reduce: nil),
      .metric("deep", rate: nil, reduce: nil),
      .metric("none", rate: nil, reduce: .sum),
    ])
    let result = await source.fetch(now: someMoment)
    #expect(result.isUp)
    #expect(result.readings.prefix(4).map(\.number) == [3, 7.5, 3.75, 0])
    #expect(
      result.readings.dropFirst(4).map(\.outcome)
        == ["several_series", "absent", "absent", "absent", "absent"])
    #expect(result.readings[0].moment == someMoment)
    let request = try #require(page.server.requests.first)
    #expect(request.hasPrefix("GET /metrics HTTP/1.1\r\n"))
    #expect(request.contains("Accept: application/openmetrics-text"))
    #expect(page.server.requests.count == 1)
  }

  @Test func thePagesOwnTimeCounts() async throws {
    page.show("old 5 1699999990000\nahead 6 1700009999000\nnew 7\n")
    let selectors = ["old", "ahead", "new", #"{__name__=~"old|new"}"#]
    let readings = try await source(selectors.map { .metric($0, rate: nil, reduce: .max) })
      .fetch(now: someMoment).readings
    #expect(
      readings == [
        .value(5, at: at(-10)), .value(6, at: someMoment), .value(7, at: someMoment),
        .value(7, at: at(-10)),
      ])
    // OpenMetrics has seconds.
    page.show("# TYPE old gauge\nold 5 1699999990\n# EOF\n", type: "application/openmetrics-text")
    #expect(
      try await source([.metric("old", rate: nil, reduce: nil)]).reading()
        == .value(5, at: at(-10)))
  }

  @Test func openMetricsPagesMustBeWhole() async throws {
    let type = "application/openmetrics-text; version=1.0.0; charset=utf-8"
    let text = "# TYPE jobs counter\njobs_total 12.0 # {trace_id=\"x\"} 1.0\n"
    let source = try source([.metric("jobs_total", rate: nil, reduce: nil)])
    page.show(text + "# EOF\n", type: type)
    #expect(await source.reading()?.number == 12)
    page.show(text, type: type)
    let result = await source.fetch(now: someMoment)
    #expect(result.readings.map(\.outcome) == ["malformed"])
    #expect(!result.isUp)
  }

  @Test func countersBecomeRates() async throws {
    let source = try source([.metric("requests_total", rate: .seconds(60), reduce: nil)])
    var rates: [Double?] = []
    for (seconds, count) in [(0, 100), (15, 130), (30, 190), (45, 30)] {
      page.show("requests_total \(count)\n")
      rates.append(await source.reading(now: at(seconds))?.number)
    }
    // 30 in 15 s; 90 in 30 s; then a reset: 90 and 30 in 45 s.
    #expect(rates == [nil, 2, 3, 120.0 / 45])
    page.fail(.reset)
    #expect(await source.reading(now: at(60))?.outcome == "connection")
    // The page is back: 60, 30 and 60 in the last 60 s.
    page.show("requests_total 90\n")
    #expect(await source.reading(now: at(75))?.number == 2.5)
    // And after more than a window there is nothing to compare with.
    page.show("requests_total 100\n")
    let late = try #require(await source.reading(now: at(600)))
    #expect(late.message == "a rate needs two scrapes within 1m")
  }

  @Test func counterLabelSetsComeAndGo() async throws {
    let source = try source([
      .metric("requests_total", rate: .seconds(60), reduce: .sum),
      .metric("requests_total", rate: .seconds(60), reduce: nil),
      .metric("requests_total", rate: .seconds(60), reduce: .min),
    ])
    page.show("requests_total{code=\"200\",pod=\"a\"} 100\n")
    #expect(
      await source.fetch(now: at(0)).readings.map(\.outcome) == Array(repeating: "absent", count: 3)
    )
    // One series more: it counts from its second scrape on, as in PromQL.
    page.show(
      "requests_total{pod=\"a\",code=\"200\"} 110\nrequests_total{code=\"500\",pod=\"a\"} 7\n")
    var readings = await source.fetch(now: at(10)).readings
    #expect(readings.map(\.number) == [1, nil, 1])
    #expect(readings[1].outcome == "several_series")
    page.show(
      "requests_total{code=\"500\",pod=\"a\"} 47\nrequests_total{pod=\"a\",code=\"200\"} 120\n")
    readings = await source.fetch(now: at(20)).readings
    #expect(readings.map(\.number) == [5, nil, 1])
    // One goes, and comes back as another counter.
    page.show("requests_total{code=\"200\",pod=\"a\"} 130\n")
    readings = await source.fetch(now: at(30)).readings
    #expect(readings.map(\.number) == [1, 1, 1])
    page.show(
      "requests_total{code=\"200\",pod=\"a\"} 140\nrequests_total{code=\"500\",pod=\"a\"} 1000\n")
    readings = await source.fetch(now: at(40)).readings
    #expect(readings.map(\.number) == [1, nil, 1])
    // All go.
    page.show("up 1\n")
    readings = await source.fetch(now: at(50)).readings
    #expect(readings.map(\.outcome) == Array(repeating: "absent", count: 3))
  }

  @Test func aCounterThatIsUnknownNowHasNoRate() async throws {
    let source = try source([.metric("c_total", rate: .seconds(60), reduce: nil)])
    for (seconds, text) in [(0, "0"), (10, "10"), (20, "NaN")] {
      page.show("c_total \(text)\n")
      let reading = await source.reading(now: at(seconds))
      #expect(reading?.number == (seconds == 10 ? 1 : nil))
    }
  }

  @Test func namesTellCountersApart() async throws {
    let source = try source([.metric(#"{__name__=~"a|b"}"#, rate: .seconds(60), reduce: .sum)])
    page.show("a 0\nb 1000\n")
    _ = await source.reading(now: at(0))
    page.show("a 10\nb 1030\n")
    #expect(await source.reading(now: at(10))?.number == 4)
  }

  @Test func aSeriesThatIsThereTwiceIsMalformed() async throws {
    page.show("a{x=\"1\",y=\"2\"} 1\na{y=\"2\",x=\"1\"} 2\nb 3\n")
    let source = try source([
      .metric("a", rate: nil, reduce: .sum), .metric("b", rate: nil, reduce: nil),
    ])
    let result = await source.fetch(now: someMoment)
    #expect(result.readings.map(\.outcome) == ["malformed", "value"])
    #expect(result.isUp)
  }

  @Test func pagesThatFail() async throws {
    let query = SignalSelector.metric("a", rate: nil, reduce: nil)
    let patient = try source([query])
    let hasty = try source([query], timeout: .milliseconds(300))
    let answers: [(FaultyServer.Answer, String)] = [
      (.bytes(FaultyServer.http(200, "<html>no</html>", type: "text/html")), "malformed"),
      (.bytes(FaultyServer.http(200, "a 1\nb{ 2\na 1 2 3\n")), "malformed"),
      (.bytes(FaultyServer.http(404, "no")), "status"),
      (.bytes(FaultyServer.http(401, "no")), "authentication"),
      (.bytes(FaultyServer.http(503, "no")), "unavailable"),
      (.bytes(Array(FaultyServer.http(200, "a 1\nb 2\n").dropLast(3))), "connection"),
      (.reset, "connection"), (.hang, "timeout"),
      (
        .slowly(
          FaultyServer.http(200, "a 1\n" + String(repeating: "\n", count: 40_000)),
          pause: .milliseconds(100)), "timeout"
      ),
    ]
    for (answer, expected) in answers {
      page.fail(answer)
      let result = await (expected == "timeout" ? hasty : patient).fetch(now: someMoment)
      #expect(result.readings.map(\.outcome) == [expected])
      #expect(!result.isUp)
    }
    page.show("a 1\n")
    #expect(await patient.reading()?.number == 1)
  }

  @Test func pagesThatAreTooLong() async throws {
    page.show(String(repeating: "a 1\n", count: 8_400_000))
    let source = try source([.metric("a", rate: nil, reduce: nil)])
    #expect(await source.reading()?.outcome == "too_large")
  }

  @Test func selectorsThatAreNone() {
    for query in [
      SignalSelector.metric("a{", rate: nil, reduce: nil), .metric("", rate: nil, reduce: nil),
      .metric("sum(a)", rate: nil, reduce: nil), .query("a", reduce: nil),
    ] {
      let error = #expect(throws: SourceError.self) { try source([query]) }
      #expect(error?.reason == .settings)
    }
  }
}
