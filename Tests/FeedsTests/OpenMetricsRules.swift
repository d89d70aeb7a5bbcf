import Exposition
import Testing

/// The rules of both formats that a parser of samples does not see: what the specification of OpenMetrics 1.0 says about the
/// order of lines and the suffixes of samples, and of the text format that HELP and TYPE come once and first.
enum OpenMetricsRules {
  /// Records an issue for each rule that `page` breaks.
  static func check(_ page: String, format: ExpositionFormat) throws {
    var lines = page.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.popLast() == "", "a page ends in a line feed")
    if format == .openMetrics { #expect(lines.popLast() == "# EOF") }
    var seen: Set<Substring> = []
    var family: Substring = ""
    var type: Substring = ""
    var awaits: [Substring] = []
    for line in lines {
      let words = line.split(separator: " ", maxSplits: 3)
      guard line.hasPrefix("# ") else {
        #expect(awaits != ["TYPE"], "\(family) has no TYPE before its first sample")
        let name = line.prefix { $0 != "{" && $0 != " " }
        let suffixes = suffixes(of: type, in: format)
        #expect(suffixes.contains { name == family + $0 }, "\(name) does not belong to \(family)")
        continue
      }
      try #require(words.count == 4, "\(line)")
      switch words[1] {
      case "HELP":
        #expect(seen.insert(words[2]).inserted, "\(words[2]) comes twice")
        family = words[2]
        type = ""
        awaits = ["TYPE"]
      case "TYPE":
        #expect(words[2] == family && awaits == ["TYPE"])
        type = words[3]
        awaits = []
      case "UNIT":
        #expect(format == .openMetrics && words[2] == family)
        #expect(family.hasSuffix("_" + words[3]), "\(family) does not end in its unit")
      default: Issue.record("no such line: \(line)")
      }
    }
    #expect(seen.count > 30)
  }

  private static func suffixes(
    of type: Substring, in format: ExpositionFormat
  ) -> [String] {
    switch (type, format) {
    case ("counter", .openMetrics): ["_total"]
    case ("histogram", _): ["_bucket", "_sum", "_count"]
    case ("info", .openMetrics): ["_info"]
    default: [""]
    }
  }
}
