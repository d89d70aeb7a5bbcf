import Foundation
import TestSupport
import Testing

/// `outrider mix`, as people call it.
@Suite struct MixCommandTests {
  private func mix(_ arguments: [String]) async throws -> (
    status: Int32, output: String, errors: String
  ) {
    try await run(OutriderProcess.program, ["mix"] + arguments)
  }

  private func catalogue(_ name: String) -> String {
    OutriderProcess.root + "/examples/catalogues/" + name
  }

  private func lines(_ text: String) -> [String] {
    text.split(separator: "\n").map(String.init)
  }

  @Test func aTableSaysWhatThereIsToSay() async throws {
    let folder = try TemporaryDirectory()
    let current = try folder.write("instance_type,count\nc5.9xlarge,2\n", to: "current.csv")
    let arguments = [
      "--catalogue", catalogue("aws-us-east-1.csv"), "--replicas", "12", "--per-replica",
      "cpu=2,memory=4GiB", "--current", current,
    ]
    let free = try await mix(arguments)
    #expect(free.status == 0, "\(free.errors)")
    #expect(free.output.contains("12  t4g.medium"))
    #expect(free.output.contains("cost     $0.4032 an hour, $9.68 a day, $294.34 a month"))
    #expect(free.output.contains("proof    no mix is cheaper"))
    #expect(free.output.contains("without t4g.medium"))
    #expect(free.output.contains("saving   $2.6568 an hour of $3.0600 that run"))
    // What changes cost keeps one of the two in place.
    let kept = try await mix(arguments + ["--start-dollars", "0.5", "--payback", "1h"])
    #expect(kept.output.contains("1  c5.9xlarge"))

    let odd = try folder.write("instance_type,count\nnone.such,2\n", to: "odd.csv")
    let unknown = try await mix(arguments.dropLast() + [odd])
    #expect(
      unknown.errors.contains("2 x none.such (on-demand) run, which the catalogue does not list"))
  }

  @Test func oneTypeAloneAsTheDesignForServingHasIt() async throws {
    let arguments = [
      "--catalogue", catalogue("design-inference.csv"), "--need", "rps=100", "--latency", "100ms",
      "--homogeneous",
    ]
    let all = try await mix(arguments)
    #expect(
      lines(all.output).dropFirst().map { $0.split(separator: " ").map(String.init) } == [
        ["2", "p3.2xlarge", "on-demand", "6.1200", "100.0", "17.0000", "80"],
        ["1", "p3.8xlarge", "on-demand", "12.2400", "180.0", "18.8889", "60"],
      ])
    let none = try await mix(arguments + ["--budget", "6"])
    #expect(none.output == "No single offer keeps to all of this.\n")
  }

  @Test func podsStandSideBySide() async throws {
    let result = try await mix([
      "--catalogue", catalogue("aws-us-east-1.csv"), "--pod", "api:12:cpu=2,memory=4GiB", "--pod",
      "job:3:cpu=6", "--min-types", "2",
    ])
    #expect(result.status == 0, "\(result.errors)")
    let placed = lines(result.output).drop { !$0.hasPrefix("NODES") }.dropFirst()
    #expect(!placed.isEmpty)
    // All of them, node by node.
    for (name, count) in [("api", 12), ("job", 3)] {
      let total = placed.reduce(0) { sum, line in
        let nodes = Int(line.split(separator: " ")[0]) ?? 0
        let match = line.firstMatch(of: try! Regex("([0-9]+) x \(name)"))
        return sum + nodes * (match.flatMap { Int($0[1].substring ?? "") } ?? 0)
      }
      #expect(total == count, "\(name)")
    }
  }

  @Test func theCheapestRegionCounts() async throws {
    let folder = try TemporaryDirectory()
    let file = try folder.write(
      """
      instance_type,region,vcpu,usd_per_hour
      a,dear,4,0.4
      a,cheap,4,0.3
      a,none,1,0.1

      """, to: "regions.csv")
    let arguments = ["--catalogue", file, "--need", "cpu=8", "--max-instances", "2"]
    let all = try await mix(arguments)
    #expect(all.output.hasPrefix("in cheap\n"))
    #expect(all.output.contains("dear: $0.8000 an hour"))
    #expect(all.output.contains("none: no mix"))
    let named = try await mix(arguments + ["--region", "dear", "--format", "jsonl"])
    #expect(named.output.contains(#""id":"dear","status":"optimal","cost_uusd":800000"#))
    let wrong = try await mix(arguments + ["--region", "chaep"])
    #expect(wrong.status == 1)
    #expect(wrong.errors.contains("expected one of: dear, cheap, none"))
  }

  @Test func manifestsAreYAML() async throws {
    let arguments = [
      "--catalogue", catalogue("spot.yaml"), "--need", "cpu=20,memory=40GiB", "--min-types", "2",
    ]
    let karpenter = try await mix(arguments + ["--format", "karpenter", "--name", "Web Shop"])
    #expect(karpenter.status == 0, "\(karpenter.errors)")
    let pools = karpenter.output.components(separatedBy: "---\n")
    #expect(pools.count >= 2)
    for pool in pools {
      #expect(pool.contains("apiVersion: karpenter.sh/v1\nkind: NodePool\n"))
      #expect(pool.contains("  name: web-shop-"))
      #expect(pool.contains("    cpu: \""))
    }
    let expander = try await mix(arguments + ["--format", "priority-expander"])
    #expect(expander.output.contains("name: cluster-autoscaler-priority-expander"))
    let impossible = try await mix(
      arguments + ["--budget", "0.01", "--format", "karpenter"])
    #expect(impossible.status == 1 && impossible.output.isEmpty)
  }

  @Test func survivalCostsAndIsHeld() async throws {
    let arguments = ["--catalogue", catalogue("spot.yaml"), "--need", "cpu=4"]
    let plain = try await mix(arguments + ["--format", "jsonl", "--explain"])
    let safe = try await mix(
      arguments + [
        "--survival", "99%", "--interrupted-by", "zone", "--format", "jsonl", "--explain",
        "--deadline", "30s",
      ])
    func member(_ text: String, _ path: String...) throws -> Double {
      var value: Any = try JSONSerialization.jsonObject(with: Data(text.utf8))
      for name in path { value = try #require((value as? [String: Any])?[name]) }
      return try #require(value as? Double)
    }
    #expect(try member(plain.output, "risk", "survival") < 0.99)
    #expect(try member(plain.output, "cost_uusd") < member(safe.output, "cost_uusd"))
    let risk = try? member(safe.output, "risk", "survival")
    #expect(risk ?? 1 >= 0.99)
  }

  @Test func aLoadOverTime() async throws {
    let folder = try TemporaryDirectory()
    let load = try folder.write(
      "timestamp,value\n0,5\n3600,40\n7200,\n10800,20\n", to: "load.csv")
    let file = catalogue("design-inference.csv")
    let result = try await mix(["--catalogue", file, "--load", load, "--horizontal", "g4dn.xlarge"])
    #expect(result.status == 0, "\(result.errors)")
    let rows = lines(result.output)
    // One, four and two of them: seven hours at 0.526, for 65 requests a second over an hour.
    #expect(
      rows[1].split(separator: " ").suffix(6).map(String.init)
        == [
          "3.68", "1.2273", "2.1040", "15.7350", "5", "0.00", "%",
        ].suffix(6))
    #expect(rows.contains { $0.hasPrefix("cheapest mix") })
    #expect(rows.contains { $0.hasPrefix("one instance") })

    let server = try await TestPrometheus()
    defer { server.stop() }
    let live = try await mix([
      "--catalogue", file, "--prometheus", server.url, "--query", "vector(25)", "--range", "10m",
      "--step", "1m",
    ])
    #expect(live.status == 0, "\(live.errors)")
    #expect(live.output.contains("cheapest mix"))
  }

  @Test func whyThereIsNone() async throws {
    let result = try await mix([
      "--catalogue", catalogue("design-evaluation.csv"), "--replicas", "40", "--per-replica",
      "cpu=2", "--budget", "1", "--max-instances", "3",
    ])
    #expect(result.status == 1)
    #expect(result.output.hasPrefix("No mix keeps to all of this: proven.\n"))
    #expect(result.output.contains("possible with"))
  }

  @Test(arguments: [
    (["--need", "cpu=1"], "--input and --catalogue"),
    (["--catalogue", "x.csv"], "one of --need"),
    (["--catalogue", "x.csv", "--need", "cpu=1", "--pod", "a:1:cpu=1"], "one of --need"),
    (["--catalogue", "x.csv", "--pod", "a:cpu=1"], "name:count:"),
    (["--catalogue", "x.csv", "--need", "cpu=1", "--survival", "100%"], "above 0 and below 1"),
    (["--catalogue", "x.csv", "--need", "cpu=1", "--payback", "1h"], "--start-dollars"),
    (["--catalogue", "x.csv", "--need", "cpu=1", "--interrupted-by", "zone"], "--survival"),
    (["--catalogue", "x.csv", "--need", "cpu=1", "--step", "1h"], "--load or --prometheus"),
    (["--catalogue", "x.csv", "--load", "y.csv", "--format", "jsonl"], "is a table"),
    (["--input", "-", "--reserve", "cpu=1"], "its own need"),
    (["--catalogue", "missing.yaml", "--need", "cpu=1"], "missing.yaml"),
  ])
  func whatIsWrongIsSaid(_ arguments: [String], _ part: String) async throws {
    let result = try await mix(arguments)
    #expect(result.status != 0)
    #expect(result.errors.contains(part), "\(result.errors)")
  }
}
