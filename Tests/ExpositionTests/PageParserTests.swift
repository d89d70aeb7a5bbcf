import Exposition
import Testing
import TestSupport

@Suite struct PageParserTests {
  private typealias Label = PageSample.Label

  private func parse(
    _ text: String, _ format: ExpositionFormat = .text
  ) throws -> [PageSample] {
    try PageParser.samples(Array(text.utf8), format: format)
  }

  @Test func readsTheTextFormat() throws {
    let samples = try parse(
      """
      # HELP http_requests_total The total number of HTTP requests.
      # TYPE http_requests_total counter
      http_requests_total{method="post",code="200"} 1027 1395066363000
      http_requests_total{ method = "get" , code="400", }  3\t-7

      # a comment
      \tmsdos_file_access_time_seconds{path="C:\\\\DIR\\\\FILE.TXT",error="no \\"x\\"\\n\\d"} 1.458255915e9\r
      metric_without_labels 12.47
      nothing{} NaN
      something_weird{problem="division by zero"} +Inf -3982045
      # TYPE rpc_seconds summary
      rpc_seconds{quantile="0.5"} 4773
      rpc_seconds_sum 1.7560473e+07
      rpc_other 1
      """)
    #expect(
      samples.map(\.name) == [
        "http_requests_total", "http_requests_total", "msdos_file_access_time_seconds",
        "metric_without_labels", "nothing", "something_weird", "rpc_seconds", "rpc_seconds_sum",
        "rpc_other",
      ])
    #expect(
      samples[0]
        == PageSample(
          name: "http_requests_total",
          labels: [Label(name: "method", value: "post"), Label(name: "code", value: "200")],
          value: 1027, timestampMilliseconds: 1_395_066_363_000, type: "counter"))
    #expect(samples[1].labels.map(\.value) == ["get", "400"])
    #expect(samples[1].timestampMilliseconds == -7)
    #expect(samples[2].labels.map(\.value) == ["C:\\DIR\\FILE.TXT", "no \"x\"\n\\d"])
    #expect(samples[2].value == 1_458_255_915)
    #expect(samples[2].type == nil)
    #expect(samples[4].value.isNaN)
    #expect(samples[5].value == .infinity)
    #expect(samples[7].type == "summary")
    #expect(samples[8].type == nil)
  }

  @Test func readsOpenMetrics() throws {
    let samples = try parse(
      """
      # TYPE foo counter
      # UNIT foo seconds
      foo_total{a="b"} 17.0 1520879607.789 # {trace_id="x"} 0.67 1520879607.1
      foo_created{a="b"} 1520430000.123
      # TYPE d histogram
      d_bucket{le="+Inf"} 2 # {} 0.5
      # EOF

      """, .openMetrics)
    #expect(samples.map(\.name) == ["foo_total", "foo_created", "d_bucket"])
    #expect(samples[0].timestampMilliseconds == 1_520_879_607_789)
    #expect(samples.map(\.type) == ["counter", "counter", "histogram"])
    #expect(samples[2].labels == [Label(name: "le", value: "+Inf")])
  }

  @Test(arguments: [
    ("a 1\nb", 2, "expected '{' or a value after the name, found the end of the line"),
    ("1a 1", 1, "expected a metric name, found \"1a 1\""),
    ("é 1", 1, "expected a metric name, found \"é 1\""),
    ("a-b 1", 1, "expected '{' or a value after the name, found \"-b 1\""),
    ("a", 1, "expected '{' or a value after the name, found the end of the line"),
    ("a ", 1, "expected a value, found the end of the line"),
    ("a x", 1, "expected a value, found \"x\""),
    ("a 0x1", 1, "expected a value, found \"0x1\""),
    ("a 1 2 3", 1, "expected the end of the line, found \"3\""),
    ("a 1 x", 1, "expected a timestamp, found \"x\""),
    ("a 1 1e300", 1, "expected a timestamp, found \"1e300\""),
    ("a 1 NaN", 1, "expected a timestamp, found \"NaN\""),
    ("a 1 # {} 2", 1, "expected the end of the line, found \"# {} 2\""),
    ("a{", 1, "expected '}' after the labels"),
    ("a{b} 1", 1, "expected '=' after the label b, found \"} 1\""),
    ("a{b=} 1", 1, "expected a quoted value of the label b, found \"} 1\""),
    ("a{b=\"c} 1", 1, "the value of the label b has no closing quote"),
    ("a{b=\"c\\\"} 1", 1, "the value of the label b has no closing quote"),
    ("a{b=\"c\\", 1, "the value of the label b has no closing quote"),
    ("a{b=\"c\"d=\"e\"} 1", 1, "expected ',' or '}' after the label b, found \"d=\"e\"} 1\""),
    ("a{,} 1", 1, "expected a label name, found \",} 1\""),
    ("a{1b=\"c\"} 1", 1, "expected a label name, found \"1b=\"c\"} 1\""),
    ("a{b=\"c\",b=\"d\"} 1", 1, "the label b comes twice"),
    ("\n\n# TYPE a\na 1", 3, "expected # TYPE, a metric name and a type"),
  ])
  func saysWhatWasExpected(_ text: String, _ line: Int, _ message: String) {
    #expect(throws: PageError(line: line, message: message)) { try parse(text) }
  }

  @Test func openMetricsMustEnd() throws {
    #expect(throws: PageError(line: 1, message: "expected # EOF at the end of the page")) {
      try parse("a 1\n", .openMetrics)
    }
    #expect(throws: PageError(line: 2, message: "expected nothing after # EOF")) {
      try parse("# EOF\na 1\n", .openMetrics)
    }
    #expect(try parse("# EOF", .openMetrics).isEmpty)
    #expect(try parse("").isEmpty)
  }

  @Test func labelsAreBoundedAndAreUTF8() throws {
    let labels = (0...PageParser.maximumLabels).map { "l\($0)=\"x\"" }
    #expect(throws: PageError.self) { try parse("a{\(labels.joined(separator: ","))} 1") }
    #expect(
      try parse("a{\(labels.dropLast().joined(separator: ","))} 1")[0].labels.count
        == PageParser.maximumLabels)
    let bytes = Array("a{b=\"".utf8) + [0xC3, 0x28] + Array("\"} 1".utf8)
    #expect(throws: PageError(line: 1, message: "the value of the label b is no UTF-8")) {
      try PageParser.samples(bytes, format: .text)
    }
  }

  @Test func selectsSeries() throws {
    let page = """
      # TYPE q_total counter
      q_total{job="api",code="200"} 1
      q_total{job="api",code="500"} 2
      q_total{job="web"} 3
      depth 4
      other this line is never looked at
      """
    let selectors = try [
      #"q_total{job="api"}"#, #"q_total{code!~"5.."}"#, "depth", #"{__name__=~"dep.*"}"#, "none",
    ].map { try SeriesSelector.parse($0) }
    let found = try PageParser.samples(Array(page.utf8), format: .text, selectors: selectors)
    #expect(found.map { $0.map(\.value) } == [[1, 2], [1, 3], [4], [4], []])
    #expect(found[0][0].type == "counter")
  }

  /// Whatever is rendered in either format is read as it was.
  @Test(arguments: ExpositionFormat.allCases)
  func renderedPagesReadBack(_ format: ExpositionFormat) throws {
    var random = SeededGenerator(seed: 21)
    for _ in 0..<60 {
      var page = MetricPage()
      var expected: [PageSample] = []
      for index in 0..<Int.random(in: 1...4, using: &random) {
        let name = "family\(index):x_total"
        let type: MetricType = Bool.random(using: &random) ? .counter : .gauge
        let family = try page.add(
          MetricFamily(name, type, help: hostileText(using: &random) + "."))
        for _ in 0..<Int.random(in: 1...5, using: &random) {
          let labels = (0..<Int.random(in: 0...3, using: &random)).map {
            (name: "l\($0)", value: hostileText(using: &random))
          }
          let value = hostileValue(using: &random)
          page[family].append(try LabelBlock(labels), value)
          guard let value else { continue }
          expected.append(
            PageSample(
              name: name,
              labels: labels.filter { !$0.value.isEmpty }.map {
                Label(name: $0.name, value: $0.value)
              }, value: value, type: type.rawValue))
        }
      }
      let found = try PageParser.samples(page.render(format), format: format)
      #expect(found.map(\.name) == expected.map(\.name))
      #expect(found.map(\.labels) == expected.map(\.labels))
      #expect(found.map(\.value.bitPattern) == expected.map(\.value.bitPattern))
      #expect(found.map(\.type) == expected.map(\.type))
    }
  }

  @Test func garbageNeverTraps() throws {
    var random = SeededGenerator(seed: 22)
    var example = try ExamplePage()
    for format in ExpositionFormat.allCases {
      let page = example.page.render(format)
      var errors = 0
      for _ in 0..<400 {
        var bytes = page
        for _ in 0..<Int.random(in: 1...4, using: &random) {
          let place = Int.random(in: 0..<bytes.count, using: &random)
          switch Int.random(in: 0..<3, using: &random) {
          case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
          case 1: bytes.remove(at: place)
          default: bytes.removeSubrange(place...)
          }
          if bytes.isEmpty { break }
        }
        do {
          _ = try PageParser.samples(bytes, format: format)
        } catch {
          #expect(error.line >= 1)
          errors += 1
        }
      }
      #expect(errors > 50)
    }
  }

  private func hostileText(using random: inout SeededGenerator) -> String {
    let pieces = ["a", "\"", "\\", "\n", "é", "🚀", "{", "}", ",", "=", " ", "#", "\\n", "\r", "\0"]
    return (0..<Int.random(in: 0...5, using: &random)).map { _ in
      pieces[Int.random(in: 0..<pieces.count, using: &random)]
    }.joined()
  }

  private func hostileValue(using random: inout SeededGenerator) -> Double? {
    switch Int.random(in: 0..<7, using: &random) {
    case 0: nil
    case 1: .nan
    case 2: -.infinity
    case 3: -0.0
    case 4: Double(Int.random(in: -1000...1000, using: &random))
    case 5: Double.random(in: 0...1, using: &random)
    default: Double(bitPattern: random.next() >> 2)
    }
  }
}
