import Feeds
import HTTPServer
import JSON
import Testing
import TimeSeries

/// Recommendations as JSON: what KEDA and people read.
@Suite struct WorkloadJSONTests {
  @Test func tellsEverything() throws {
    let answer = try WebFeed(try Example.snapshot()).get("/api/v1/workloads/checkout")
    try expectGolden(Self.lines(answer.text), "workload.json.txt")
  }

  @Test func feedsNothingInShadow() throws {
    var snapshot = try Example.snapshot()
    snapshot.workloads = [try Example.checkout(isLive: false)]
    let feed = WebFeed(snapshot)
    let one = try feed.get("/api/v1/workloads/checkout").json
    #expect(one["mode"]?.stringValue == "shadow")
    #expect(one.objectValue?.keys.contains("recommended_replicas") == false)
    #expect(one["explanation"]?.arrayValue?.isEmpty == false)
    let list = try feed.get("/api/v1/workloads").json
    #expect(list.arrayValue?.first?["recommended_replicas"]?.intValue == 24)
    #expect(list.arrayValue?.first?["mode"]?.stringValue == "shadow")
  }

  /// KEDA reads a number where there is one: a recommendation that is not known must be no member at all.
  @Test(arguments: [1, 2])
  func neverShowsAnUnknownRecommendationAsANumber(_ index: Int) throws {
    let feed = WebFeed(try Example.snapshot())
    let list = try #require(try feed.get("/api/v1/workloads").json.arrayValue)
    let name = try #require(list[index]["name"]?.stringValue)
    let path = name == "new one" ? "new%20one" : RouteTests.hostilePath
    for workload in [list[index], try feed.get("/api/v1/workloads/\(path)").json] {
      #expect(workload["name"]?.stringValue == name)
      #expect(workload.objectValue?.keys.contains("recommended_replicas") == false)
      #expect(workload["reason"]?.stringValue == "unknown")
      #expect(workload["action"]?.stringValue == "none")
      for key in ["current_replicas", "ready_replicas", "confidence", "mix"] {
        #expect(workload[key]?.isNull == true, "\(key)")
      }
      for key in ["seconds_total", "ratio_1d", "headroom_ratio"] {
        #expect(workload["overload"]?[key]?.isNull == true, "\(key)")
      }
      #expect(workload["explanation"]?.arrayValue?.isEmpty == false)
    }
    // Nothing was decided yet: also not at the epoch.
    #expect(list[2]["time"]?.isNull == true)
    #expect(list[2]["held"]?.isNull == true)
    #expect(list[1]["signals"]?.arrayValue?.first?["value"]?.isNull == true)
    #expect(
      list[1]["signals"]?.arrayValue?.first?["problem"]?.stringValue
        == "connection: refused by <peer>")
  }

  @Test func showsNumbersThatAreNoneAsNull() throws {
    var snapshot = try Example.snapshot()
    snapshot.workloads[0].signals[0].value = .nan
    snapshot.workloads[0].signals[0].forecast?.windowMax = [("mean", .infinity), ("0.9", -1e308)]
    let json = try WebFeed(snapshot).get("/api/v1/workloads/checkout").json
    #expect(json["signals"]?.arrayValue?.first?["value"]?.isNull == true)
    let most = json["forecast"]?.arrayValue?.first?["window_max"]
    #expect(most?["mean"]?.isNull == true)
    #expect(most?["0.9"]?.doubleValue == -1e308)
  }

  /// One member or element a line, for people who read a difference.
  private static func lines(_ json: String) -> String {
    var text = ""
    var isString = false
    var isEscaped = false
    for character in json {
      text.append(character)
      if isEscaped {
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character == "\"" {
        isString.toggle()
      } else if !isString, "{[,".contains(character) {
        text.append("\n")
      }
    }
    return text + "\n"
  }
}
