import Configuration
import Glibc
import HTTPClient
import SignalSources
import Synchronization
import TestSupport
import Testing
import TimeSeries

/// Against a real Prometheus.
@Suite struct PrometheusServerTests {
  private func at(_ seconds: Double) -> Timestamp {
    Timestamp(seconds: someMoment.seconds + seconds)
  }

  /// One hour at 15 s: `steps` counts them, `stopped` ends after ten minutes, `requests_total` grows by 3 a second.
  private static func samples() -> String {
    var steps = ""
    var stopped = ""
    var requests = ""
    var other = ""
    for index in 0...240 {
      let time = 1_700_000_000 + 15 * index
      steps += "steps{pod=\"a\"} \(index) \(time)\n"
      other += "steps{pod=\"b\"} 1000 \(time + 5)\n"
      requests += "requests_total \(45 * index) \(time)\n"
      if index <= 40 { stopped += "stopped 7 \(time)\n" }
    }
    return """
      # TYPE steps gauge
      \(steps)\(other)# TYPE stopped gauge
      \(stopped)# TYPE requests counter
      \(requests)# TYPE odd gauge
      odd{is="nan"} NaN 1700001800
      odd{is="inf"} +Inf 1700001800
      # EOF

      """
  }

  @Test func storedSamples() async throws {
    let prometheus = try await TestPrometheus(openMetrics: Self.samples(), prefix: "/prometheus")
    defer { prometheus.stop() }
    try await instantQueries(prometheus.url)
    try await manyQueries(prometheus.url)
    try await stoppedSeries(prometheus.url)
    try await refusals(prometheus.url)
    try await ranges(prometheus.url)
    try await tables(prometheus.url)
  }

  private func tables(_ url: String) async throws {
    let source = prometheusSource(url, [.table("steps"), .table("none"), .table("steps[1m]")])
    let now = at(1808.25)
    let readings = await source.fetch(now: now).readings
    guard case .table(let values, let moment) = readings[0] else {
      Issue.record("expected a table: \(readings[0])")
      return
    }
    #expect(abs((moment - now).inSeconds) < 1e-9)
    #expect(
      Set(values) == [
        LabelledValue(labels: ["__name__": "steps", "pod": "a"], value: 120),
        LabelledValue(labels: ["__name__": "steps", "pod": "b"], value: 1000),
      ])
    // No series are a fact: nothing runs.
    #expect(readings[1] == .table([], at: now))
    #expect(readings[2].error?.reason == .query)
  }

  private func instantQueries(_ url: String) async throws {
    let source = prometheusSource(
      url + "/",
      [
        .query(#"steps{pod="a"}"#, reduce: nil), .query("steps", reduce: .sum),
        .query("steps", reduce: .max), .query("steps", reduce: nil),
        .query("round(sum(rate(requests_total[1m])))", reduce: nil), .query("2 * 3", reduce: nil),
        .query(#"sum(steps{pod=~"a|ü&=+%"}) # with a comment"#, reduce: nil),
        .query(#"odd{is="nan"}"#, reduce: nil), .query(#"odd{is="inf"}"#, reduce: nil),
        .query("odd / 0", reduce: .sum), .query("none", reduce: nil),
        .query("sum(none)", reduce: .sum), .query("NaN", reduce: nil),
        .query(#"{__name__=~"step.",pod="b"}"#, reduce: nil),
      ])
    let now = at(1808.25)
    let result = await source.fetch(now: now)
    #expect(result.isUp)
    let readings = result.readings
    // The newest samples are those of 1800 s and 1805 s.
    #expect(readings[0] == .value(120, at: at(1800)))
    #expect(readings[1] == .value(1120, at: at(1800)))
    #expect(readings[2] == .value(1000, at: at(1800)))
    #expect(readings[3].outcome == "several_series")
    #expect(readings[4] == .value(3, at: now))
    #expect(readings[5] == .value(6, at: now))
    #expect(readings[6] == .value(120, at: now))
    #expect(
      readings[7...12].map(\.outcome) == Array(repeating: "absent", count: 6),
      "\(readings[7...12])")
    #expect(readings[13] == .value(1000, at: at(1805)))
  }

  private func manyQueries(_ url: String) async throws {
    let source = prometheusSource(
      url, (0..<200).map { .query("vector(\($0))", reduce: nil) })
    let readings = await source.fetch(now: at(0)).readings
    #expect(readings.map(\.number) == (0..<200).map(Double.init))
  }

  private func stoppedSeries(_ url: String) async throws {
    let source = prometheusSource(
      url,
      [.query("stopped", reduce: nil), .query("sum(stopped)", reduce: nil)])
    let late = await source.fetch(now: at(899)).readings
    #expect(late == [.value(7, at: at(600)), .value(7, at: at(899))])
    // Five minutes on it is gone, not its last value.
    let gone = await source.fetch(now: at(901)).readings
    #expect(gone.map(\.outcome) == ["absent", "absent"])
  }

  private func refusals(_ url: String) async throws {
    let source = prometheusSource(
      url,
      [
        .query("sum(", reduce: nil), .query("steps[5m]", reduce: nil),
        .query(#""text""#, reduce: nil),
        .query("steps + on(pod) group_left steps{} * on() steps", reduce: nil),
        .query("1", reduce: nil),
      ])
    let result = await source.fetch(now: at(1800))
    #expect(
      result.readings.map(\.outcome) == ["query", "query", "query", "query", "value"],
      "\(result.readings)")
    #expect(result.readings[0].message.contains("bad_data"))
    #expect(result.readings[1].message.contains("matrix"))
    #expect(result.readings[2].message.contains("string"))
    let elsewhere = prometheusSource(url + "/elsewhere", [.query("1", reduce: nil)])
    #expect(await elsewhere.reading()?.outcome == "status")
  }

  private func ranges(_ url: String) async throws {
    let source = prometheusSource(
      url,
      [
        .query(#"steps{pod="a"}"#, reduce: nil), .query("steps", reduce: .sum),
        .query("stopped", reduce: nil), .query("steps", reduce: nil),
      ])
    // 36,001 moments: four queries.
    let fine = try await source.backfill(
      query: 0, from: at(0), through: at(3600), step: .milliseconds(100))
    #expect(fine.count == 36_001)
    let isRight = fine.enumerated().allSatisfy { index, sample in
      sample.timestamp == at(Double(index) / 10) && sample.value == Double(index / 150)
    }
    #expect(isRight)
    // The second series begins five seconds after the first.
    let sums = try await source.backfill(
      query: 1, from: at(0), through: at(60), step: .seconds(15))
    #expect(sums.map(\.value) == [0, 1001, 1002, 1003, 1004])
    let stopped = try await source.backfill(
      query: 2, from: at(10), through: at(1800), step: .seconds(60))
    // The last one is that of 850 s: five minutes after 600 s it is gone.
    #expect(stopped.map(\.timestamp) == (0..<15).map { at(Double($0) * 60 + 10) })
    let alone = try await source.backfill(
      query: 3, from: at(0), through: at(15), step: .seconds(15))
    #expect(alone == [Sample(timestamp: at(0), value: 0)])
    await #expect(throws: SourceError.self) {
      try await source.backfill(query: 3, from: at(15), through: at(30), step: .seconds(15))
    }
    let before = try await source.backfill(
      query: 0, from: at(-7200), through: at(-3600), step: .seconds(60))
    #expect(before.isEmpty)
  }

  @Test func scrapedSamples() async throws {
    let text = Mutex("queue 5\nother 1\n")
    let application = try FaultyServer { _ in
      .bytes(FaultyServer.http(200, text.withLock { $0 }, type: "text/plain"))
    }
    defer { application.stop() }
    let prometheus = try await TestPrometheus(
      configuration: """
        scrape_configs:
          - job_name: app
            scrape_interval: 1s
            scrape_timeout: 1s
            static_configs: [{ targets: ['127.0.0.1:\(application.port)'] }]

        """)
    defer { prometheus.stop() }
    let source = prometheusSource(
      prometheus.url, [.query("queue", reduce: nil), .query("other", reduce: nil)])
    try await eventually("the queue is scraped") {
      await source.reading(now: now())?.number == 5
    }
    text.withLock { $0 = "other 1\n" }
    // Prometheus marks the series as stale with the next scrape; both, for a while, with one that came late.
    try await eventually("the queue alone is gone") {
      let readings = await source.fetch(now: now()).readings
      return readings[0].outcome == "absent" && readings[1].number == 1
    }
    try await pageOfPrometheusItself(prometheus.url)
  }

  private func now() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(
      milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }

  private func pageOfPrometheusItself(_ url: String) async throws {
    var settings = ExpositionSettings(url: url + "/metrics")
    settings.timeout = ampleTime
    let source = try ExpositionSource(
      name: "app", settings: settings,
      queries: [
        .metric("prometheus_build_info", rate: nil, reduce: nil),
        .metric("go_goroutines", rate: nil, reduce: nil),
        .metric("prometheus_http_requests_total", rate: nil, reduce: .sum),
        .metric(
          #"prometheus_http_requests_total{handler="/metrics",code="200"}"#, rate: .seconds(60),
          reduce: nil),
        .metric("prometheus_engine_query_duration_seconds", rate: nil, reduce: .max),
      ], client: HTTPClient())
    let first = await source.fetch(now: at(0)).readings
    #expect(first[0].number == 1)
    #expect(try #require(first[1].number) > 1)
    #expect(try #require(first[2].number) > 1)
    #expect(first[3].outcome == "absent")
    // Quantiles of what is too long ago are NaN.
    #expect(["absent", "value"].contains(first[4].outcome))
    // The first scrape made the counter of scrapes; each one more adds one to it.
    _ = await source.fetch(now: at(10))
    let third = await source.fetch(now: at(20)).readings
    #expect(third[3].number == 0.1)
  }
}
