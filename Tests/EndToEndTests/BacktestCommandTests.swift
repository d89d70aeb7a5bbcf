import Foundation
import TestSupport
import Testing

/// `outrider backtest`, as people call it.
@Suite struct BacktestCommandTests {
  private func backtest(_ arguments: [String]) async throws -> (
    status: Int32, output: String, errors: String
  ) {
    try await run(OutriderProcess.program, ["backtest"] + arguments)
  }

  /// Six days of a load that jumps every noon, a minute a row.
  private static var csv: String {
    var text = "timestamp,value\n"
    for minute in 0..<6 * 1440 {
      text += "\(minute * 60),\((720..<840).contains(minute % 1440) ? 250 : 50)\n"
    }
    return text
  }

  @Test func everyPolicyHasARow() async throws {
    let folder = try TemporaryDirectory()
    let file = try folder.write(Self.csv, to: "load.csv")
    let page = folder.path + "/page.html"
    let result = try await backtest([
      "--csv", file, "--per-replica", "10", "--startup", "5m", "--what-if", "target_overload=2%",
      "--what-if", "policy=conservative",
      "--replica-hour-dollars", "0.5", "--html", page, "--format", "jsonl",
    ])
    #expect(result.status == 0, "\(result.errors)")
    let rows = try result.output.split(separator: "\n").map {
      try #require(
        try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    #expect(
      rows.map { $0["policy"] as? String } == [
        "outrider", "static peak", "hpa", "keda predict_linear 10m", "keda predict_linear 30m",
        "seasonal naive", "oracle", "outrider target_overload=2%", "outrider policy=conservative",
      ])
    func number(_ row: Int, _ key: String) -> Double { rows[row][key] as? Double ?? .nan }
    #expect(number(6, "cost_ratio") == 1 && number(6, "overload_ratio") == 0)
    #expect(abs(number(6, "dollars") - 0.5 * number(6, "replica_hours")) < 1e-9)
    #expect(number(2, "saved_ratio") == 0)
    #expect(
      number(0, "overload_ratio") < number(2, "overload_ratio"), "it knows noon, the HPA does not")
    #expect(number(0, "replica_hours") < number(1, "replica_hours"))
    #expect(number(7, "replica_hours") <= number(0, "replica_hours"))

    let html = try String(contentsOfFile: page, encoding: .utf8)
    #expect(html.hasPrefix("<!DOCTYPE html>") && html.contains("<svg"))
    #expect(!html.contains("http"), "nothing is fetched from anywhere")
    #expect(html.components(separatedBy: "class=\"curve\"").count == 4)
  }

  @Test func pricesCanBeThoseOfTheCheapestMix() async throws {
    let folder = try TemporaryDirectory()
    let file = try folder.write(Self.csv, to: "load.csv")
    let catalogue = try folder.write(
      "instance_type,vcpu,memory_gib,on_demand_usd_per_hour\nsmall,4,16,0.2\nlarge,16,64,0.7\n",
      to: "c.csv")
    let result = try await backtest([
      "--csv", file, "--per-replica", "10", "--startup", "5m", "--format", "jsonl",
      "--catalogue", catalogue, "--replica", "cpu=2,memory=4GiB",
    ])
    #expect(result.status == 0, "\(result.errors)")
    let rows = try result.output.split(separator: "\n").map {
      try #require(
        try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    // The oracle has 5 or 25 replicas: three small ones at 0.6 $ (or 0.7 for a large one), three large ones and one small at 2.3 $.
    let oracle = try #require(rows.first { $0["policy"] as? String == "oracle" })
    let dollars = try #require(oracle["dollars"] as? Double)
    let hours = try #require(oracle["replica_hours"] as? Double)
    // In three days 25 replicas for 2 h and 5 min or so each day.
    let busy = (hours - 72 * 5) / 20
    #expect(abs(dollars - (busy * 2.3 + (72 - busy) * 0.6)) < 1e-6)
  }

  @Test func aRangeOfPrometheusWillDo() async throws {
    let prometheus = try await TestPrometheus()
    defer { prometheus.stop() }
    let result = try await backtest([
      "--prometheus", prometheus.url, "--query", "vector(35)", "--range", "1h", "--per-replica",
      "10",
    ])
    #expect(result.status == 0, "\(result.errors)")
    let oracle = try #require(result.output.split(separator: "\n").first { $0.hasPrefix("oracle") })
    #expect(oracle.contains("1.000") && oracle.contains("0.000 %"))
  }

  @Test(arguments: [
    (["--per-replica", "1"], "--csv, --prometheus"),
    (["--csv", "x.csv", "--per-replica", "0"], "above 0"),
    (["--csv", "x.csv", "--per-replica", "1", "--startup", "soon"], "--startup"),
    (["--csv", "x.csv", "--per-replica", "1", "--what-if", "speed=1"], "--what-if"),
    (["--csv", "x.csv", "--per-replica", "1", "--min", "5", "--max", "2"], "min <= max"),
    (["--csv", "x.csv", "--per-replica", "1", "--target-overload", "0"], "--target-overload"),
    (["--csv", "missing.csv", "--per-replica", "1"], "missing.csv"),
  ])
  func whatIsWrongIsSaid(_ arguments: [String], _ part: String) async throws {
    let result = try await backtest(arguments)
    #expect(result.status != 0)
    #expect(result.errors.contains(part), "\(result.errors)")
  }
}
