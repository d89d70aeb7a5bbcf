import Feeds
import Foundation
import HTTPServer
import Testing
import TimeSeries

/// The page at `/`.
@Suite struct StatusPageTests {
  @Test func tellsWhatPeopleLookFor() throws {
    let answer = try WebFeed(try Example.snapshot()).get("/")
    try expectGolden(answer.text, "page.html")
  }

  @Test func escapesEveryName() throws {
    var snapshot = try Example.snapshot()
    let attack = #""><script>alert('x')</script>&"#
    snapshot.workloads[0].name = attack
    snapshot.workloads[0].signals[0].name = attack
    snapshot.workloads[0].signals[0].problem = attack
    snapshot.workloads[0].history.lines[0].signal = attack
    snapshot.workloads[0].mix?.instances[0].type = attack
    snapshot.sources[0].name = attack
    snapshot.sources[0].kind = attack
    snapshot.sources[1].problem = attack
    let page = try WebFeed(snapshot).get("/").text
    #expect(!page.contains("<script"))
    #expect(!page.contains("alert('"))
    #expect(!page.contains(attack))
    let escaped = "&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;"
    #expect(page.components(separatedBy: escaped).count >= 8)
    #expect(
      page.contains(
        #"href="/api/v1/workloads/%22%3E%3Cscript%3Ealert%28%27x%27%29%3C%2Fscript%3E%26""#))
  }

  @Test func leadsToTheWorkload() throws {
    let feed = WebFeed(try Example.snapshot())
    let page = try feed.get("/").text
    let links = page.matches(of: /href="(\/api\/v1\/workloads\/[^"]*)"/).map { String($0.1) }
    #expect(links.count == 3)
    for link in links { #expect(try feed.get(link).status == 200) }
  }

  @Test func runsNothingAndLoadsNothing() throws {
    let answer = try WebFeed(try Example.snapshot()).get("/")
    let policy = try #require(answer.header("Content-Security-Policy"))
    #expect(policy.hasPrefix("default-src 'none'"))
    #expect(!answer.text.contains("src="))
    #expect(!answer.text.contains("http:"))
  }

  @Test func drawsGapsAndExtremes() throws {
    var snapshot = try Example.snapshot()
    var series = CompressedSeries()
    let values = [1e308, -1e308, .nan, 0, 1e-300, 1e308]
    for (index, value) in values.enumerated() {
      series.append(
        Sample(timestamp: Example.time - .seconds(40 * (values.count - index)), value: value))
    }
    snapshot.workloads[0].history.lines[0].series = series
    let page = try WebFeed(snapshot).get("/").text
    #expect(!page.lowercased().contains("nan"))
    #expect(!page.contains("inf"))
  }

  @Test func drawsOnlySoMany() throws {
    var snapshot = try Example.snapshot()
    snapshot.workloads = try (0..<60).map { try Example.checkout(name: "w\($0)") }
    let page = try WebFeed(snapshot).get("/").text
    #expect(page.components(separatedBy: "<td class=\"drawn\"").count - 1 == 50)
    #expect(page.components(separatedBy: "href=\"/api/v1/workloads/w").count - 1 == 60)
  }
}
