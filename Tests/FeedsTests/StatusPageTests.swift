import Feeds
import Foundation
import HTTPServer
import Scaling
import Testing
import TimeSeries

/// The overview at `/` and the page of each workload.
@Suite struct StatusPageTests {
  @Test func tellsWhatPeopleLookFor() throws {
    let answer = try WebFeed(try Example.snapshot()).get("/")
    try expectGolden(answer.text, "page.html")
  }

  @Test func explainsAWorkload() throws {
    let answer = try WebFeed(try Example.snapshot()).get("/workloads/checkout")
    try expectGolden(answer.text, "workload.html")
  }

  @Test(arguments: ["/", "/workloads/"])
  func escapesEveryName(_ path: String) throws {
    var snapshot = try Example.snapshot()
    let attack = #""><script>alert('x')</script>&"#
    snapshot.workloads[0].name = attack
    snapshot.workloads[0].signals[0].name = attack
    snapshot.workloads[0].signals[0].problem = attack
    snapshot.workloads[0].history.lines[0].signal = attack
    snapshot.workloads[0].mix?.instances[0].type = attack
    snapshot.workloads[0].recommendation?.trigger = .signal(attack)
    snapshot.workloads[0].recommendation?.ruling = attack
    snapshot.nodePools[0].name = attack
    snapshot.sources[0].name = attack
    snapshot.sources[0].kind = attack
    snapshot.sources[1].problem = attack
    let encoded = "%22%3E%3Cscript%3Ealert%28%27x%27%29%3C%2Fscript%3E%26"
    let page = try WebFeed(snapshot).get(path == "/" ? path : path + encoded).text
    // The one script is the page's own file.
    #expect(page.components(separatedBy: "<script").count == 2)
    #expect(page.contains("<script src=\"/assets/outrider.js?"))
    #expect(!page.contains("alert('"))
    #expect(!page.contains(attack))
    let escaped = "&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;"
    #expect(page.components(separatedBy: escaped).count >= 7)
    if path == "/" { #expect(page.contains("href=\"/workloads/\(encoded)\"")) }
  }

  @Test func leadsToEveryPage() throws {
    let snapshot = try Example.snapshot()
    var open = ["/"]
    var seen: Set<String> = []
    while let path = open.popLast() {
      guard seen.insert(path).inserted else { continue }
      // One for each, since pages that are made anew may take only so much of one's time.
      let answer = try WebFeed(snapshot).get(path)
      #expect(answer.status == 200, "\(path)")
      guard answer.header("Content-Type")?.hasPrefix("text/html") == true else { continue }
      let links = answer.text.matches(of: /(?:href|src)="(\/[^"]*)"/).map { String($0.1) }
      open += links.map { $0.replacing("&amp;", with: "&") }
    }
    // Three workloads with their pages, spans and JSON, and the files that pages load.
    #expect(seen.count > 25)
    #expect(seen.contains { $0.hasPrefix("/assets/outrider.css") })
    #expect(seen.contains("/workloads/checkout?span=1d"))
  }

  @Test(arguments: ["/", "/workloads/checkout"])
  func loadsNothingFromElsewhere(_ path: String) throws {
    let answer = try WebFeed(try Example.snapshot()).get(path)
    let policy = try #require(answer.header("Content-Security-Policy"))
    #expect(policy.hasPrefix("default-src 'none'"))
    #expect(!policy.contains("unsafe"))
    #expect(!answer.text.contains("http:"))
    #expect(!answer.text.contains("https:"))
    #expect(!answer.text.contains(" style="))
    #expect(!answer.text.contains(" onclick="))
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
    for path in ["/", "/workloads/checkout", "/workloads/checkout?span=7d"] {
      let page = try WebFeed(snapshot).get(path).text.lowercased()
      #expect(!page.contains("nan "))
      #expect(!page.contains("d=\"nan"))
      #expect(page.matches(of: /\binf\b/).isEmpty)
    }
  }

  @Test(arguments: ["0", "59s", "15d", "x", "", "-1h", "1e9"])
  func refusesSpansThatCannotBeDrawn(_ span: String) throws {
    let answer = try WebFeed(try Example.snapshot()).get("/workloads/checkout?span=\(span)")
    #expect(answer.status == 400)
    #expect(answer.text.contains("expected a duration from 1m to 2w"))
  }

  @Test func tellsOfUnknownWorkloadsWhichThereAre() throws {
    let answer = try WebFeed(try Example.snapshot()).get("/workloads/none")
    #expect(answer.status == 404)
    #expect(answer.text.contains("checkout"))
  }

  @Test func isCompressedForThoseWhoLikeThat() throws {
    let feed = WebFeed(try Example.snapshot())
    for path in ["/", "/workloads/checkout"] {
      let plain = try feed.get(path)
      let small = try feed.get(path, headers: [HTTPHeader("Accept-Encoding", "gzip")])
      #expect(plain.header("Content-Encoding") == nil)
      #expect(small.header("Content-Encoding") == "gzip")
      #expect(small.body.count < plain.body.count / 2)
      #expect(small.header("Vary") == "Accept-Encoding")
    }
  }

  @Test func hasACardForFiveHundredAndLinksToTheRest() throws {
    var snapshot = try Example.snapshot()
    snapshot.workloads = try (0..<520).map { try Example.checkout(name: "w\($0)") }
    let page = try WebFeed(snapshot).get("/").text
    #expect(page.components(separatedBy: "<article").count - 1 == 500)
    #expect(page.components(separatedBy: "href=\"/workloads/w").count - 1 == 520)
    #expect(page.contains("20 more"))
  }

  @Test func saysWhatSumsLeaveOut() throws {
    let page = try WebFeed(try Example.snapshot()).get("/").text
    // One of three workloads is known.
    #expect(page.contains("<small>of 1 of 3 workloads</small>"))
    #expect(page.contains("unknown"))
  }
}
