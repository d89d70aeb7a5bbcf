import Foundation
import Synchronization
import TestSupport
import Testing

/// `outrider forecast`, as people call it: looking back, reading Prometheus, saying what is wrong.
@Suite struct ForecastCommandTests {
  private func forecast(_ arguments: [String]) async throws -> (
    status: Int32, output: String, errors: String
  ) {
    try await run(OutriderProcess.program, ["forecast"] + arguments)
  }

  private static func csv(_ days: Int) -> String {
    var text = "timestamp,value\n"
    for place in 0..<days * 288 {
      text += "\(1_699_833_600 + place * 300),\(100 + place % 288)\n"
    }
    return text
  }

  @Test func evaluationsAndPatternsOfAFile() async throws {
    let folder = try TemporaryDirectory()
    let file = try folder.write(Self.csv(6), to: "load.csv")
    let table = try await forecast(
      ["--csv", file, "--evaluate", "--model", "seasonal_naive,theta", "--horizons", "10m,30m"])
    #expect(table.status == 0, "\(table.errors)")
    #expect(table.errors.isEmpty)
    for part in ["in 10m, error over", "max in 30m", "seasonal_naive", "theta", "last_value"] {
      #expect(table.output.contains(part), "\(part)")
    }
    let line = try await forecast(
      ["--csv", file, "--evaluate", "--format", "jsonl", "--hold-back", "1d"])
    let object = try JSONSerialization.jsonObject(with: Data(line.output.utf8))
    #expect((object as? [String: Any])?["held_back"] as? Int == 288)
    let one = try await forecast(
      ["--csv", file, "--evaluate", "--horizon", "10m", "--model", "theta", "--format", "table"])
    #expect(one.status == 0, "\(one.errors)")
    #expect(one.output.contains("max in 10m"))
    #expect(!one.output.contains("in 1h"))
    let patterns = try await forecast(
      ["--csv", file, "--patterns", "--timezone", "America/New_York"])
    #expect(patterns.status == 0, "\(patterns.errors)")
    #expect(patterns.output.contains("clock of America/New_York"))
    #expect(patterns.output.contains("daily profile"))
    let holidays = OutriderProcess.root + "/examples/calendars/holidays.ics"
    let known = try await forecast(
      ["--csv", file, "--patterns", "--calendar", holidays, "--format", "jsonl"])
    #expect(known.output.hasPrefix("{\"id\":"))
  }

  @Test func linesThatCannotBeEvaluatedAreAnsweredInTheirPlace() async throws {
    let folder = try TemporaryDirectory()
    let values = (0..<400).map { "\($0 % 24)" }.joined(separator: ",")
    let file = try folder.write(
      """
      {"id":"a","step":3600,"values":[\(values)]}
      {"id":"b","step":3600,"values":[1,2]}
      nonsense
      {"id":4,"step":3600,"values":[\(values)]}
      """, to: "lines")
    for mode in ["--evaluate", "--patterns"] {
      let result = try await forecast(["--input", file, mode, "--model", "theta"])
      #expect(result.status == 1)
      let lines = result.output.split(separator: "\n").map(String.init)
      #expect(lines.count == 4)
      #expect(lines[0].hasPrefix("{\"id\":\"a\""))
      #expect(lines[2].contains("\"error\""))
      // A number stays a number.
      #expect(lines[3].hasPrefix("{\"id\":4,"))
      #expect(lines[1].contains("\"error\"") == (mode == "--evaluate"))
    }
  }

  @Test(arguments: [
    (["--csv", "x", "--input", "y"], "Give one of"),
    (["--csv", "x", "--evaluate", "--patterns"], "Give one of --evaluate and --patterns"),
    (["--csv", "x", "--model", "auto,theta"], "several models are for --evaluate"),
    (["--csv", "x", "--horizons", "5m"], "--horizons is for --evaluate"),
    (["--csv", "x", "--evaluate", "--horizons", "5x"], "'5x' is neither"),
    (["--csv", "x", "--evaluate", "--horizons", ""], "--horizons: '' is neither"),
    (["--csv", "x", "--evaluate", "--horizons", "5m,,1h"], "--horizons: '' is neither"),
    (["--csv", "x", "--evaluate", "--horizons", "5m,0"], "'0' is neither"),
    (
      ["--csv", "x", "--evaluate", "--horizons", "5m", "--horizon", "1h"],
      "Give one of --horizons and --horizon"
    ),
    (["--csv", "x", "--evaluate", "--horizon", "5x"], "--horizon: '5x' is neither"),
    (["--csv", "x", "--hold-back", "40%"], "--hold-back is for --evaluate"),
    (["--csv", "x", "--evaluate", "--hold-back", "soon"], "--hold-back: 'soon' is neither"),
    (["--csv", "x", "--evaluate", "--hold-back", "nan%"], "'nan%' is no share"),
    (["--csv", "x", "--evaluate", "--test", "100%"], "'100%' is no share"),
    (["--csv", "x", "--evaluate", "--quantiles", "0.5,1"], "--quantiles: "),
    (["--input", "x", "--column", "value"], "--column is for --csv"),
    (["--input", "x", "--step", "1m"], "--step is for --csv"),
    (["--csv", "x", "--step", "soon"], "--step: 'soon' is not a duration"),
    (["--csv", "x", "--range", "7d"], "--range needs --prometheus"),
    (["--csv", "x", "--source", "main"], "--source is for --config"),
    (
      ["--prometheus", "http://127.0.0.1:1", "--query", "up", "--source", "main"],
      "--source is for --config"
    ),
    (["--csv", "x", "--evaluate", "--hold-back", "0%"], "'0%' is no share"),
    (["--csv", "x", "--evaluate", "--model", "auto,magic"], "'magic' is not a model"),
    (["--csv", "x", "--timezone", "Mars/Olympus"], "--timezone: 'Mars/Olympus'"),
    (["--csv", "x", "--calendar", "/nowhere.ics"], "--calendar"),
    (["--prometheus", "http://127.0.0.1:1"], "need --query"),
    (["--query", "up"], "needs --prometheus"),
    (["--prometheus", "nowhere", "--query", "up"], "--prometheus: "),
    (["--csv", "x", "--http.config.file", "y"], "--http.config.file"),
    (["--prometheus", "http://127.0.0.1:1", "--query", "up", "--range", "14"], "--range: '14'"),
    (["--prometheus", "http://127.0.0.1:1", "--query", "up", "--end", "soon"], "--end: 'soon'"),
    (
      ["--prometheus", "http://127.0.0.1:1", "--query", "up", "--reduce", "all"], "--reduce: 'all'"
    ),
  ])
  func wrongOptionsAreNamed(arguments: [String], complaint: String) async throws {
    let result = try await forecast(arguments)
    #expect(result.status == 2, "\(result.errors)")
    #expect(result.errors.contains(complaint), "\(result.errors)")
    #expect(result.output.isEmpty)
  }

  @Test func rangesOfPrometheus() async throws {
    // 9 days at a minute: more than one query may ask for.
    let end = 1_700_000_000
    let count = 9 * 1440
    var samples = "# TYPE load gauge\n"
    for name in ["a", "b"] {
      // Half an hour of "a" is missing.
      for place in 0..<count
      where name == "a" ? !(9000..<9030).contains(place) : place > count - 100 {
        let time = end - (count - 1 - place) * 60
        samples += "load{pod=\"\(name)\"} \(100 + place % 1440) \(time)\n"
      }
    }
    let prometheus = try await TestPrometheus(openMetrics: samples + "# EOF\n")
    defer { prometheus.stop() }
    let query = ["--query", "load{pod=\"a\"}", "--end", "\(end)", "--range", "9d"]
    let server = ["--prometheus", prometheus.url]
    let evaluation = try await forecast(
      server + query + ["--evaluate", "--model", "seasonal_naive", "--format", "jsonl"])
    #expect(evaluation.status == 0, "\(evaluation.errors)")
    let object = try JSONSerialization.jsonObject(with: Data(evaluation.output.utf8))
    #expect((object as? [String: Any])?["steps"] as? Int ?? 0 > 11_000)
    // A sample counts for five minutes; after it Prometheus has nothing, and so has the evaluation.
    let scores = try #require((object as? [String: Any])?["evaluation"] as? [[String: Any]])
    for score in scores {
      let counts = try ["origins", "gaps", "abstentions", "scored"].map {
        try #require(score[$0] as? Int)
      }
      #expect(counts[1] >= 25)
      #expect(counts[0] == counts[1] + counts[2] + counts[3])
    }
    let chart = try await forecast(server + query + ["--step", "5m", "--horizon", "30m"])
    #expect(chart.status == 0, "\(chart.errors)")
    #expect(chart.output.contains("model auto"))

    let folder = try TemporaryDirectory()
    let config = try folder.write(
      """
      sources:
        - { name: main, prometheus: { url: "\(prometheus.url)" } }
      workloads:
        - { name: web, signals: [{ query: up, per_replica: 1 }] }
      """, to: "outrider.yaml")
    let configured = try await forecast(["--config", config, "--format", "table"] + query)
    #expect(configured.status == 0, "\(configured.errors)")
    let wrongSource = try await forecast(["--config", config, "--source", "other"] + query)
    #expect(wrongSource.status == 2)
    #expect(wrongSource.errors.contains("'other' is no source of Prometheus; there are: main"))

    let both = try await forecast(
      server + ["--query", "load", "--end", "\(end)", "--format", "jsonl"])
    #expect(both.status == 0, "\(both.errors)")
    let ids = try both.output.split(separator: "\n").map {
      (try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])?["id"] as? String
    }
    #expect(ids == [#"load{pod="a"}"#, #"load{pod="b"}"#])
    let sum = try await forecast(
      server + ["--query", "load", "--end", "\(end)", "--reduce", "sum", "--format", "table"])
    #expect(sum.status == 0, "\(sum.errors)")
    let none = try await forecast(server + ["--query", "nothing", "--end", "\(end)"])
    #expect(none.status == 1)
    #expect(none.errors.contains("has no values"), "\(none.errors)")
    let wrong = try await forecast(server + ["--query", "sum(", "--end", "\(end)"])
    #expect(wrong.status == 1)
    #expect(wrong.errors.contains("sum("), "\(wrong.errors)")
    let closed = try await forecast([
      "--prometheus", "http://127.0.0.1:\(try freePort())", "--query", "up",
    ])
    #expect(closed.status == 1)
    #expect(closed.errors.contains("127.0.0.1"), "\(closed.errors)")
  }

  @Test(arguments: [
    (
      "basic_auth: { username: ada, password: hunter22 }",
      "Basic " + Data("ada:hunter22".utf8).base64EncodedString()
    ),
    ("authorization: { credentials: hunter22 }", "Bearer hunter22"),
    ("bearer_token_file: $TOKEN", "Bearer hunter22"),
  ])
  func credentialsComeFromAFileAndAreNotTold(settings: String, header: String) async throws {
    let asked = Mutex<[String]>([])
    let server = try FaultyServer { request in
      asked.withLock { $0.append("\(request)") }
      return .bytes(
        FaultyServer.http(
          200, #"{"status":"success","data":{"resultType":"matrix","result":[]}}"#))
    }
    defer { server.stop() }
    let folder = try TemporaryDirectory()
    let token = try folder.write("hunter22\n", to: "token")
    let file = try folder.write(
      settings.replacingOccurrences(of: "$TOKEN", with: token) + "\n", to: "http.yaml")
    let result = try await forecast(
      ["--prometheus", server.url, "--query", "up", "--http.config.file", file])
    #expect(result.status == 1)
    #expect(result.errors.contains("has no values"), "\(result.errors)")
    #expect(asked.withLock { $0.contains { $0.contains(header) } })
    #expect(!result.errors.contains("hunter22"))
    let wrong = try folder.write("basic_auht: {}\n", to: "wrong.yaml")
    let refused = try await forecast(
      ["--prometheus", server.url, "--query", "up", "--http.config.file", wrong])
    #expect(refused.status == 2)
    #expect(
      refused.errors.contains("wrong.yaml:1:1: error: unknown key `basic_auht`"),
      "\(refused.errors)")
  }
}
