import Foundation
import Testing
import TimeSeries

@testable import SignalSources

@Suite struct PrometheusRequestTests {
  @Test func everyCharacterOfAQueryArrives() throws {
    let query =
      String(String.UnicodeScalarView((0..<0x180).compactMap(Unicode.Scalar.init))) + "\u{1F680}"
    let form = PrometheusRequest.instant(query, at: someMoment, timeout: .seconds(5)).form
    #expect(form.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "+") })
    let fields = String(decoding: form, as: UTF8.self).split(separator: "&")
    #expect(fields.count == 3)
    let text = String(try #require(fields.first).dropFirst("query=".count))
    #expect(text.removingPercentEncoding == query)
  }

  @Test func rangesSayTheirEndsAndStep() {
    let span = PrometheusRequest.Span(from: someMoment, through: someMoment + .milliseconds(1500))
    let request = PrometheusRequest.range(
      "up", over: span, step: .milliseconds(500), timeout: .milliseconds(13_500))
    #expect(request.path == "/api/v1/query_range")
    #expect(
      String(decoding: request.form, as: UTF8.self)
        == "query=up&start=1700000000&end=1700000001.5&step=0.5&timeout=13s500ms")
  }

  static let lengths = [0, 1, 2, 9_999, 10_000, 10_001, 20_000, 40_321, 123_456]

  @Test(arguments: lengths, [1, 250, 15_000, 3_600_000])
  func spansCoverEveryMomentOnce(_ steps: Int, _ milliseconds: Int) {
    let step = Duration.milliseconds(milliseconds)
    // Not a whole number of steps: the last moment lies before the end.
    let through = someMoment + step * steps + .milliseconds(milliseconds / 2)
    let spans = PrometheusRequest.spans(from: someMoment, through: through, step: step)
    #expect(moments(spans, step) == (0...steps).map { someMoment + step * $0 })
    #expect(spans.allSatisfy { moments([$0], step).count <= 10_000 })
    #expect(spans.last.map { $0.through <= through } == true)
    let halves = spans.flatMap { span in
      PrometheusRequest.halves(of: span, step: step).map { [$0.first, $0.second] } ?? [span]
    }
    #expect(moments(halves, step) == moments(spans, step))
  }

  @Test func spansEnd() {
    #expect(
      PrometheusRequest.spans(
        from: someMoment, through: someMoment - .milliseconds(1), step: .seconds(1)
      ).isEmpty)
    let tiny = PrometheusRequest.spans(
      from: someMoment, through: someMoment + .seconds(1), step: .zero)
    #expect(tiny.count == 1)
    let last = Timestamp(milliseconds: .max)
    #expect(
      PrometheusRequest.spans(from: last - .seconds(30), through: last, step: .seconds(15)).count
        == 1)
    #expect(
      PrometheusRequest.halves(
        of: PrometheusRequest.Span(from: someMoment, through: someMoment), step: .seconds(1))
        == nil)
  }

  private func moments(_ spans: [PrometheusRequest.Span], _ step: Duration) -> [Timestamp] {
    spans.flatMap { span in
      stride(
        from: span.from.milliseconds, through: span.through.milliseconds,
        by: Int64.Stride(step.milliseconds)
      ).map(Timestamp.init(milliseconds:))
    }
  }

  @Test func base64IsFoundations() {
    for length in 0..<200 {
      let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 151 &+ length) }
      #expect(Base64.encode(bytes) == Data(bytes).base64EncodedString())
    }
  }
}
