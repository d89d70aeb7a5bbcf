import Exposition
import TestSupport
import Testing

/// Pages that are filled anew again and again, as the sidecar does it: they must tell what a fresh page tells.
@Suite struct RefilledPageTests {
  /// What a page is filled with.
  private struct Content {
    var gauges: [(workload: String, level: String?, value: Double?)] = []
    var histograms: [(source: String, histogram: Histogram)] = []
    var hasLast = true

    func fill(_ page: inout MetricPage) throws {
      let gauge = try page.add(MetricFamily("load", .gauge, help: "Load."))
      for (workload, level, value) in gauges {
        let labels = try LabelBlock(["workload": workload])
        if let level {
          try page[gauge].append(labels, "level", level, value)
        } else {
          page[gauge].append(labels, value)
        }
      }
      let times = try page.add(
        MetricFamily("time_seconds", .histogram, help: "Time.", unit: "seconds"))
      for (source, histogram) in histograms {
        try page[times].addSeries(try LabelBlock(["source": source]), histogram)
      }
      guard hasLast else { return }
      var last = try MetricFamily("last_total", .counter, help: "Last.")
      last.append(Double(gauges.count))
      _ = try page.add(last)
    }

    /// Adds, drops, moves and changes a few things.
    mutating func change(_ random: inout SeededGenerator) throws {
      // Labels that are the same but for their escapes, or for where one label ends.
      let names = ["a", "b", "a\\", "a\\\\", "a\"", "a\n", "a\",level=\"x", "", "checkout-service"]
      let levels = [nil, "0.5", "0.9", "", "a\\", "a\\\\", "\"x\"", "mean"]
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        let index = Int.random(in: 0...gauges.count, using: &random)
        let value: Double? = Bool.random(using: &random) ? Double.random(in: 0...9) : nil
        switch Int.random(in: 0...3, using: &random) {
        case 0:
          let series = (
            names.randomElement(using: &random) ?? "", levels.randomElement(using: &random) ?? nil,
            value
          )
          if !gauges.contains(where: { ($0.workload, $0.level ?? "") == (series.0, series.1 ?? "") }
          ) {
            gauges.insert(series, at: index)
          }
        case 1 where index < gauges.count: gauges.remove(at: index)
        case 2 where index < gauges.count: gauges[index].value = value
        default: gauges.shuffle(using: &random)
        }
      }
      switch Int.random(in: 0...4, using: &random) {
      case 0:
        let bounds = Bool.random(using: &random) ? [1.0, 2] : [0.5]
        histograms.append((names[histograms.count % 6], try Histogram(bounds: bounds)))
      case 1: histograms.removeAll()
      case 2 where !histograms.isEmpty:
        histograms[0].histogram.observe(Double.random(in: 0...3, using: &random))
      case 3: hasLast.toggle()
      default: break
      }
      if histograms.count > 6 { histograms.removeAll() }
    }
  }

  @Test(arguments: 1...30) func tellsWhatAFreshPageTells(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var content = Content()
    var page = MetricPage()
    var earlier: [(bytes: [UInt8], text: String)] = []
    for _ in 0..<60 {
      page.removeAll()
      try content.fill(&page)
      var fresh = MetricPage()
      try content.fill(&fresh)
      for format in [ExpositionFormat.text, .openMetrics].shuffled(using: &random) {
        let bytes = page.render(format)
        #expect(text(bytes) == text(fresh.render(format)))
        earlier.append((bytes, text(bytes)))
      }
      // Pages that somebody still reads stay as they were, although their room is used again.
      while earlier.count > 4 { earlier.remove(at: Int.random(in: 0...4, using: &random)) }
      #expect(earlier.allSatisfy { text($0.bytes) == $0.text })
      try content.change(&random)
    }
  }

  @Test func aPageThatIsFilledAsBeforeIsThePageBefore() throws {
    var content = Content()
    content.gauges = [("a", nil, 1), ("b", "0.5", nil), ("c", nil, .nan)]
    content.histograms = [("a", try Histogram(bounds: [1]))]
    content.hasLast = false
    var page = MetricPage()
    try content.fill(&page)
    let before = page.render(.text)
    page.removeAll()
    try content.fill(&page)
    let after = page.render(.text)
    let isSame = before.withUnsafeBufferPointer { before in
      after.withUnsafeBufferPointer { before.baseAddress == $0.baseAddress }
    }
    #expect(isSame, "nothing was rendered anew")
  }

  @Test func familiesComeBackOnceAndAsTheyWere() throws {
    var page = MetricPage()
    let first = try page.add(MetricFamily("a", .gauge, help: "A."))
    page[first].append(1)
    page.removeAll()
    #expect(text(page.render(.text)) == "")
    #expect(throws: ExpositionError.self) {
      try page.add(MetricFamily("a", .gauge, help: "Another."))
    }
    let again = try page.add(MetricFamily("a", .gauge, help: "A."))
    #expect(again == first)
    #expect(throws: ExpositionError.duplicateFamily("a")) {
      try page.add(MetricFamily("a", .gauge, help: "A."))
    }
    page[again].append(2)
    #expect(text(page.render(.text)).hasSuffix("a 2\n"))
  }

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
