import Exposition
import Testing

@Suite struct MetricPageTests {
  @Test func rendersTheTextFormat() throws {
    var example = try ExamplePage()
    try expectGolden(example.page.render(.text), "page.txt")
  }

  @Test func rendersOpenMetrics() throws {
    var example = try ExamplePage()
    try expectGolden(example.page.render(.openMetrics), "page.openmetrics")
  }

  /// What is copied from the last page must be what a fresh page has.
  @Test func reusesOnlyWhatDidNotChange() throws {
    var example = try ExamplePage()
    let steps: [(inout ExamplePage) throws -> Void] = [
      { _ in },
      { $0.page[$0.value].set(3, at: 0) },
      { $0.page[$0.value].set(nil, at: 0) },
      { $0.page[$0.empty].set(0.25, at: 0) },
      { $0.page[$0.errors].removeAll() },
      { $0.page[$0.errors].append(try LabelBlock(["source": "x"]), 4) },
      { $0.page[$0.value].set(.nan, at: 1) },
    ]
    for (index, step) in steps.enumerated() {
      try step(&example)
      for format in [ExpositionFormat.text, .openMetrics, .openMetrics, .text] {
        var fresh = try ExamplePage()
        for earlier in steps[...index] { try earlier(&fresh) }
        let rendered = example.page.render(format)
        let expected = fresh.page.render(format)
        #expect(rendered == expected, "step \(index)")
      }
    }
  }

  @Test func familiesThatAreAddedLaterAppear() throws {
    var page = MetricPage()
    let first = try page.add(MetricFamily("a", .gauge, help: "A."))
    page[first].append(1)
    #expect(text(page.render(.text)) == "# HELP a A.\n# TYPE a gauge\na 1\n")
    let second = try page.add(MetricFamily("b", .gauge, help: "B."))
    page[second].append(2)
    #expect(
      text(page.render(.openMetrics))
        == "# HELP a A.\n# TYPE a gauge\na 1\n# HELP b B.\n# TYPE b gauge\nb 2\n# EOF\n")
  }

  @Test func anEmptyPageIsEmpty() throws {
    var page = MetricPage()
    #expect(text(page.render(.text)) == "")
    #expect(text(page.render(.openMetrics)) == "# EOF\n")
    _ = try page.add(MetricFamily("a", .gauge, help: "A."))
    #expect(text(page.render(.text)) == "")
  }

  @Test func histogramsAreSetAnew() throws {
    var page = MetricPage()
    let family = try page.add(MetricFamily("d_seconds", .histogram, help: "D."))
    var histogram = try Histogram(bounds: [1])
    let first = try page[family].addSeries(try LabelBlock(["s": "a"]), histogram)
    _ = try page[family].addSeries(try LabelBlock(["s": "b"]), histogram)
    histogram.observe(.milliseconds(500))
    histogram.observe(3)
    page[family].set(histogram, at: first)
    #expect(
      text(page.render(.text)).split(separator: "\n").dropFirst(2) == [
        #"d_seconds_bucket{s="a",le="1.0"} 1"#, #"d_seconds_bucket{s="a",le="+Inf"} 2"#,
        #"d_seconds_sum{s="a"} 3.5"#, #"d_seconds_count{s="a"} 2"#,
        #"d_seconds_bucket{s="b",le="1.0"} 0"#, #"d_seconds_bucket{s="b",le="+Inf"} 0"#,
        #"d_seconds_sum{s="b"} 0"#, #"d_seconds_count{s="b"} 0"#,
      ])
  }

  @Test(arguments: [
    ("", MetricType.gauge, "h", nil as String?, ExpositionError.invalidMetricName("")),
    ("1a", .gauge, "h", nil, .invalidMetricName("1a")),
    ("a-b", .gauge, "h", nil, .invalidMetricName("a-b")),
    ("ä", .gauge, "h", nil, .invalidMetricName("ä")),
    ("a", .gauge, "", nil, .missingHelp(family: "a")),
    ("a", .counter, "h", nil, .missingSuffix("_total", family: "a")),
    ("_total", .counter, "h", nil, .missingSuffix("_total", family: "_total")),
    ("a", .info, "h", nil, .missingSuffix("_info", family: "a")),
    ("a_bytes", .gauge, "h", "seconds", .missingUnit("seconds", family: "a_bytes")),
    ("a_total", .counter, "h", "bytes", .missingUnit("bytes", family: "a_total")),
  ])
  func namesAreChecked(
    _ name: String, _ type: MetricType, _ help: String, _ unit: String?, _ error: ExpositionError
  ) {
    #expect(throws: error) { try MetricFamily(name, type, help: help, unit: unit) }
    #expect(!error.description.isEmpty)
  }

  @Test func labelsAreChecked() throws {
    #expect(throws: ExpositionError.invalidLabelName("a:b")) { try LabelBlock(["a:b": "x"]) }
    #expect(throws: ExpositionError.invalidLabelName("__a")) { try LabelBlock(["__a": "x"]) }
    #expect(throws: ExpositionError.invalidLabelName("")) { try LabelBlock(["": "x"]) }
    #expect(throws: ExpositionError.duplicateLabel("a")) {
      try LabelBlock(["a": "x"]).adding("a", "y")
    }
    var family = try MetricFamily("d", .histogram, help: "D.")
    let histogram = try Histogram(bounds: [1])
    let labels = try LabelBlock(["le": "1"])
    #expect(throws: ExpositionError.reservedLabel("le", family: "d")) {
      try family.addSeries(labels, histogram)
    }
  }

  @Test(arguments: [
    ("a", MetricType.gauge, "a", MetricType.gauge),
    ("a", .gauge, "a_total", .counter),
    ("a_count", .gauge, "a", .histogram),
    ("a_info", .info, "a_total", .counter),
  ])
  func familiesMustNotMeet(
    _ one: String, _ oneType: MetricType, _ other: String, _ otherType: MetricType
  ) throws {
    var page = MetricPage()
    _ = try page.add(MetricFamily(one, oneType, help: "One."))
    let family = try MetricFamily(other, otherType, help: "Other.")
    #expect(throws: ExpositionError.self) { try page.add(family) }
  }

  /// A family that changed as often as the one whose place it takes is another one all the same.
  @Test func aFamilyMayBeReplaced() throws {
    func family(_ value: Double) throws -> MetricFamily {
      var family = try MetricFamily("load", .gauge, help: "Load.")
      family.append(value)
      return family
    }
    var page = MetricPage()
    let id = try page.add(try family(1))
    for value in [1, 2, 2, 3] as [Double] {
      page[id] = try family(value)
      let lines = text(page.render(.text)).split(separator: "\n")
      #expect(lines.last == "load \(Int(value))")
    }
    var copy = page[id]
    copy.set(4, at: 0)
    page[id].set(5, at: 0)
    #expect(text(page.render(.text)).hasSuffix("load 5\n"))
    page[id] = copy
    #expect(text(page.render(.text)).hasSuffix("load 4\n"))
  }

  @Test func countersOnlyGrow() {
    var counter = Counter()
    let added = [-1, .nan, .infinity, 2.5].map { counter.add($0) }
    #expect(added == [false, false, false, true])
    #expect(counter.value == 2.5)
  }

  @Test func histogramsCountIntoIncludedBounds() throws {
    var histogram = try Histogram(bounds: [0, 1])
    let counted = [-1, 0, 0.5, 1, 2, .nan, .infinity].map { histogram.observe($0) }
    #expect(counted == [true, true, true, true, true, false, false])
    #expect(histogram.counts == [2, 2, 1])
    #expect(histogram.count == 5)
    #expect(histogram.sum == 2.5)
    for bounds in [[1, 1], [2, 1], [.nan], [1, .infinity]] {
      #expect(throws: ExpositionError.invalidBounds) { try Histogram(bounds: bounds) }
    }
    #expect(Histogram.ofDurations.counts.count == Histogram.durationBounds.count + 1)
  }

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
