import Feeds
import HTTPServer
import JSON
import Testing

/// The patterns endpoint.
@Suite struct PatternsJSONTests {
  @Test func everySignalHasAnEntryAndUnknownIsNull() throws {
    let json = try WebFeed(try Example.snapshot()).get("/api/v1/workloads/checkout/patterns").json
    #expect(json["name"]?.stringValue == "checkout")
    let signals = try #require(json["signals"]?.arrayValue)
    #expect(signals.map { $0["signal"]?.stringValue } == ["requests", "cpu"])
    let patterns = try #require(signals[0]["patterns"])
    #expect(patterns["daily"]?["means"]?.arrayValue?.count == 24)
    #expect(patterns["time_zone"]?.stringValue == "UTC")
    #expect(patterns["trend"]?["per_day"]?.doubleValue == 1)
    #expect(signals[1]["patterns"]?.isNull == true)
  }
}
