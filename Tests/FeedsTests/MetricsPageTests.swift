import Exposition
import Feeds
import Foundation
@testable import HTTPServer
import Testing
import TimeSeries

/// /metrics.
@Suite struct MetricsPageTests {
  static let openMetrics = HTTPHeader("Accept", "application/openmetrics-text; version=1.0.0")

  /// A feed that has also served a few requests.
  private func feed() throws -> WebFeed {
    let feed = WebFeed(try Example.snapshot())
    feed.record(Self.access("/metrics", 200))
    feed.record(Self.access("/metrics", 200))
    feed.record(Self.access(nil, nil))
    feed.recordConnectionError()
    return feed
  }

  @Test func rendersEveryFamilyAsText() throws {
    try expectGolden(try feed().get("/metrics").text, "metrics.txt")
  }

  @Test func rendersEveryFamilyAsOpenMetrics() throws {
    let answer = try feed().get("/metrics", headers: [Self.openMetrics])
    #expect(
      answer.header("Content-Type")
        == "application/openmetrics-text; version=1.0.0; charset=utf-8")
    try expectGolden(answer.text, "metrics.openmetrics")
  }

  @Test func pleasesPromtool() throws {
    let (status, output) = try Promtool.check(try feed().get("/metrics").body.bytes)
    #expect(output == "")
    #expect(status == 0)
  }

  @Test func tellsTheSameInBothForms() throws {
    let feed = try feed()
    let text = try PageParser.samples(try feed.get("/metrics").body.bytes, format: .text)
    let open = try PageParser.samples(
      try feed.get("/metrics", headers: [Self.openMetrics]).body.bytes, format: .openMetrics)
    func identities(_ samples: [PageSample]) -> [String] {
      samples.map { "\($0.name) \($0.labels.map { "\($0.name)=\($0.value)" }) \($0.value)" }
    }
    #expect(identities(text) == identities(open))
    #expect(text.count > 100)
    #expect(Set(identities(text)).count == text.count)
  }

  @Test func escapesHostileLabels() throws {
    let page = try feed().get("/metrics").body.bytes
    let names = Set(
      try PageParser.samples(page, format: .text)
        .flatMap { $0.labels.filter { $0.name == "workload" } }.map(\.value))
    #expect(names.contains(Example.hostile))
  }

  @Test func leavesOutWhatIsNotKnown() throws {
    let samples = try PageParser.samples(try feed().get("/metrics").body.bytes, format: .text)
    for name in [Example.hostile, "new one"] {
      let known = samples.filter {
        $0.labels.contains { $0.name == "workload" && $0.value == name }
      }
      let families = Set(known.map(\.name))
      #expect(
        families.isSubset(of: ["outrider_fallback_active", "outrider_signal_known"]), "\(families)")
      // That something is not known is the one thing that is known of it.
      #expect(known.filter { $0.name == "outrider_signal_known" }.allSatisfy { $0.value == 0 })
    }
    func sources(_ family: String) -> [String] {
      samples.filter { $0.name == family }
        .compactMap { $0.labels.first { $0.name == "source" }?.value }
    }
    #expect(sources("outrider_source_up") == ["main", "jobs"])
    #expect(sources("outrider_source_last_success_timestamp_seconds") == ["main"])
  }

  @Test func addsUpEqualInstances() throws {
    let selector = try SeriesSelector.parse(#"outrider_instance_mix_instances"#)
    let samples = try PageParser.samples(
      try feed().get("/metrics").body.bytes, format: .text, selectors: [selector])[0]
    #expect(samples.map(\.value) == [5, 4])
  }

  @Test func hasHelpAndTypeBeforeEverySample() throws {
    for format in ExpositionFormat.allCases {
      let headers = format == .openMetrics ? [Self.openMetrics] : []
      let page = try feed().get("/metrics", headers: headers).text
      try OpenMetricsRules.check(page, format: format)
    }
  }

  /// A page is made on that of the snapshot before, and nothing of that is left on it.
  @Test func tellsWhatAFreshFeedTells() throws {
    var other = try Example.snapshot()
    other.workloads = try (0..<3).map { try Example.undecided(name: "w\($0)") }
    var mixed = try Example.snapshot()
    mixed.workloads = other.workloads + mixed.workloads.reversed()
    let feed = WebFeed(other)
    for snapshot in [other, try Example.snapshot(), mixed, other, mixed] {
      feed.publish(snapshot)
      for headers in [[], [Self.openMetrics]] {
        let page = try feed.get("/metrics", headers: headers).body.bytes
        #expect(page == (try WebFeed(snapshot).get("/metrics", headers: headers).body.bytes))
      }
    }
  }

  @Test func rendersOnceASnapshotAndForm() throws {
    let feed = try feed()
    let gzip = HTTPHeader("Accept-Encoding", "gzip")
    for headers in [[], [Self.openMetrics], [gzip], [Self.openMetrics, gzip]] {
      let first = try feed.get("/metrics", headers: headers)
      feed.record(Self.access("/metrics", 200))
      #expect(try feed.get("/metrics", headers: headers).body === first.body)
      feed.publish(try Example.snapshot())
      #expect(try feed.get("/metrics", headers: headers).body !== first.body)
    }
    #expect(try feed.get("/").body === (try feed.get("/").body))
    let list = try feed.get("/api/v1/workloads").body
    #expect(try feed.get("/api/v1/workloads").body === list)
  }

  @Test(arguments: [
    ("", true, false), ("gzip", true, true), ("gzip;q=0", true, false), ("br, *", false, true),
    ("identity", false, false), ("x-gzip", false, true),
  ])
  func compressesForThoseWhoAsk(_ encoding: String, isOpen: Bool, isCompressed: Bool) throws {
    let feed = try feed()
    var headers = isOpen ? [Self.openMetrics] : []
    let plain = try feed.get("/metrics", headers: headers)
    headers.append(HTTPHeader("Accept-Encoding", encoding))
    let answer = try feed.get("/metrics", headers: headers)
    #expect(answer.header("Content-Encoding") == (isCompressed ? "gzip" : nil))
    #expect(answer.header("Content-Type") == plain.header("Content-Type"))
    #expect(answer.header("Vary") == "Accept, Accept-Encoding")
    #expect(
      answer.body.bytes == (isCompressed ? Gzip.compress(plain.body)?.bytes : plain.body.bytes))
  }

  static func access(_ handler: String?, _ status: Int?) -> HTTPAccess {
    HTTPAccess(
      method: "GET", path: "/", handlerName: handler, status: status, bodyBytes: nil,
      duration: .milliseconds(3), outcome: status == nil ? .aborted : .completed,
      remoteAddress: nil)
  }
}
