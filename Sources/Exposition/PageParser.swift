/// Reads pages of metrics in both formats.
public enum PageParser {
  /// More labels than this on one sample are an error.
  public static let maximumLabels = 128

  /// All samples of a page, in order.
  ///
  /// - Throws: at the first line that is none of its format; in OpenMetrics also where `# EOF` is
  ///   not the last line, as on a page that was cut off.
  public static func samples(
    _ bytes: [UInt8], format: ExpositionFormat
  ) throws(PageError) -> [PageSample] {
    var samples: [PageSample] = []
    try read(bytes, format: format, wants: { _ in true }) { samples.append($0) }
    return samples
  }

  /// The samples that each selector selects, in the order of the page.
  ///
  /// Only lines with a name that a selector accepts are read as a whole, and make strings; of
  /// others nothing but the name is looked at. O(bytes).
  public static func samples(
    _ bytes: [UInt8], format: ExpositionFormat, selectors: [SeriesSelector]
  ) throws(PageError) -> [[PageSample]] {
    var samples: [[PageSample]] = Array(repeating: [], count: selectors.count)
    let wants = { (name: String) in selectors.contains { $0.acceptsName(name) } }
    try read(bytes, format: format, wants: wants) { sample in
      for (index, selector) in selectors.enumerated() where selector.accepts(sample) {
        samples[index].append(sample)
      }
    }
    return samples
  }

  private static func read(
    _ bytes: [UInt8], format: ExpositionFormat, wants: (String) -> Bool,
    _ body: (PageSample) -> Void
  ) throws(PageError) {
    try bytes.withUnsafeBufferPointer { (buffer) throws(PageError) in
      var scanner = PageScanner(buffer, format: format)
      while let line = try scanner.nextLine() {
        if scanner.isWanted(line, wants) { body(try scanner.sample(line)) }
      }
    }
  }
}
