internal import Numerals

/// All samples of one metric, ready to be written.
///
/// A family holds one line a sample: everything up to the value as bytes, made once, and the value.
/// A series is either kept and set again each cycle (`addSeries`, `set`), or the whole family is
/// filled anew (`removeAll`, `append`): series that come again in the same order are found where
/// they were, so that only values are written. A value that is nil is unknown, and its line is left
/// out.
public struct MetricFamily: Sendable {
  /// The name, with the suffix of its type: `outrider_source_errors_total`.
  public let name: String

  /// The type.
  public let type: MetricType

  /// What the family is, for a person.
  public let help: String

  /// The unit, which the name ends in: `seconds`.
  public let unit: String?

  /// Counts changes, so that what was rendered before can be used again.
  private(set) var version = 0

  /// The lines up to their values, end to end.
  private var prefixes: [UInt8] = []

  /// Where each line's prefix ends.
  private var prefixEnds: [Int] = []

  /// Each line's value, `unknown` where the line is left out.
  private var values: [Double] = []

  /// How many lines there are. After `removeAll` the old ones are kept behind them, to be compared with what comes.
  private var lineCount = 0

  /// Each series' first line.
  private var firstLines: [Int] = []

  /// A NaN of its own, which stands for no value; other NaNs are values.
  private static let unknown = Double(bitPattern: 0x7FF8_0000_6F75_7472)

  /// A family without samples.
  ///
  /// - Throws: where the name, or its suffix or unit, is not what the formats ask for, or help is
  ///   empty.
  public init(
    _ name: String, _ type: MetricType, help: String, unit: String? = nil
  ) throws(ExpositionError) {
    guard NameSyntax.isMetricName(name) else { throw .invalidMetricName(name) }
    if help.isEmpty { throw .missingHelp(family: name) }
    if let suffix = type.suffix, !name.hasSuffix(suffix) || name == suffix {
      throw .missingSuffix(suffix, family: name)
    }
    if let unit, !name.dropLast(type.suffix?.count ?? 0).hasSuffix("_" + unit) {
      throw .missingUnit(unit, family: name)
    }
    self.name = name
    self.type = type
    self.help = help
    self.unit = unit
  }

  /// Whether it could stand in for `other`, filled with other samples.
  func isLike(_ other: MetricFamily) -> Bool {
    name == other.name && type == other.type && help == other.help && unit == other.unit
  }

  /// This family in the place of `other`.
  func replacing(_ other: MetricFamily) -> MetricFamily {
    var copy = self
    copy.version = other.version &+ 1
    return copy
  }

  /// The number of series.
  public var seriesCount: Int { firstLines.count }

  /// Adds a series, and gives the index that `set` takes. The caller sees to it that no label set
  /// comes twice.
  ///
  /// - Precondition: the family is no histogram.
  @discardableResult
  public mutating func addSeries(_ labels: LabelBlock = .none, _ value: Double? = nil) -> Int {
    precondition(type != .histogram, "\(name) is a histogram: its series take Histogram values")
    firstLines.append(lineCount)
    addLine("", labels, value ?? Self.unknown)
    return firstLines.count - 1
  }

  /// Adds a series of a histogram with these bounds.
  ///
  /// - Precondition: the family is a histogram. Every series that is set later keeps its number of
  ///   bounds.
  @discardableResult
  public mutating func addSeries(
    _ labels: LabelBlock = .none, _ value: Histogram
  ) throws(ExpositionError) -> Int {
    precondition(type == .histogram, "\(name) is no histogram")
    if labels.names.contains("le") { throw .reservedLabel("le", family: name) }
    firstLines.append(lineCount)
    var total: UInt64 = 0
    for (bound, count) in zip(value.bounds, value.counts) {
      total &+= count
      addLine("_bucket", try labels.adding("le", Self.canonical(bound)), Double(total))
    }
    addLine("_bucket", try labels.adding("le", "+Inf"), Double(value.count))
    addLine("_sum", labels, value.sum)
    addLine("_count", labels, Double(value.count))
    return firstLines.count - 1
  }

  /// Adds a series with `value`; nil for unknown.
  ///
  /// - Precondition: the family is no histogram.
  public mutating func append(_ labels: LabelBlock, _ value: Double?) {
    addSeries(labels, value)
  }

  /// Adds a series with `value`, nil for unknown, whose labels are `labels` and one more. Where the same series comes again at the same place, nothing is made but the value.
  ///
  /// - Precondition: the family is no histogram.
  public mutating func append(
    _ labels: LabelBlock, _ name: StaticString, _ label: String, _ value: Double?
  ) throws(ExpositionError) {
    if hasLine(labels, name, label) {
      firstLines.append(lineCount)
      setLine(value ?? Self.unknown, at: lineCount)
      lineCount += 1
    } else {
      addSeries(try labels.adding("\(name)", label), value)
    }
  }

  /// Adds the series without labels with `value`; nil for unknown.
  ///
  /// - Precondition: the family is no histogram.
  public mutating func append(_ value: Double?) {
    append(.none, value)
  }

  /// Adds a series with a counter's total.
  ///
  /// - Precondition: the family is no histogram.
  public mutating func append(_ labels: LabelBlock, _ counter: Counter) {
    addSeries(labels, counter.value)
  }

  /// Sets the value of series `index`; nil for unknown.
  public mutating func set(_ value: Double?, at index: Int) {
    setLine(value ?? Self.unknown, at: firstLines[index])
  }

  /// Sets the counts of series `index`, which was added with as many bounds.
  public mutating func set(_ value: Histogram, at index: Int) {
    let first = firstLines[index]
    let end = index + 1 < firstLines.count ? firstLines[index + 1] : lineCount
    precondition(
      type == .histogram && end - first == value.counts.count + 2,
      "\(name) was made with other bounds")
    var total: UInt64 = 0
    for (offset, count) in value.counts.enumerated() {
      total &+= count
      setLine(Double(total), at: first + offset)
    }
    setLine(value.sum, at: end - 2)
    setLine(Double(total), at: end - 1)
  }

  /// Drops all series. Those that are added again at the same place cost no more than their values.
  public mutating func removeAll() {
    firstLines.removeAll(keepingCapacity: true)
    lineCount = 0
  }

  /// Forgets the lines from before `removeAll` that did not come again.
  mutating func settle() {
    guard lineCount < values.count else { return }
    prefixes.removeLast(prefixes.count - prefixEnd(before: lineCount))
    prefixEnds.removeLast(values.count - lineCount)
    values.removeLast(values.count - lineCount)
    version &+= 1
  }

  private func prefixEnd(before line: Int) -> Int { line == 0 ? 0 : prefixEnds[line - 1] }

  private mutating func addLine(_ suffix: StaticString, _ labels: LabelBlock, _ value: Double) {
    if hasLine(suffix, labels) {
      setLine(value, at: lineCount)
    } else {
      // What comes after this line is not the same any more, either.
      settle()
      prefixes.append(contentsOf: name.utf8)
      prefixes.append(
        contentsOf: UnsafeBufferPointer(start: suffix.utf8Start, count: suffix.utf8CodeUnitCount))
      if !labels.bytes.isEmpty {
        prefixes.append(UInt8(ascii: "{"))
        prefixes.append(contentsOf: labels.bytes)
        prefixes.append(UInt8(ascii: "}"))
      }
      prefixes.append(UInt8(ascii: " "))
      prefixEnds.append(prefixes.count)
      values.append(value)
      version &+= 1
    }
    lineCount += 1
  }

  /// Whether the next line from before `removeAll` is that of `labels`.
  private func hasLine(_ suffix: StaticString, _ labels: LabelBlock) -> Bool {
    isNextLine { line in
      line.skip(suffix)
        && (labels.bytes.isEmpty || line.skip("{") && line.skip(labels.bytes) && line.skip("}"))
    }
  }

  /// Whether the next line from before `removeAll` is that of `labels` and one more, which needs no
  /// escapes.
  private func hasLine(_ labels: LabelBlock, _ name: StaticString, _ label: String) -> Bool {
    guard lineCount < values.count, !label.isEmpty, Escaping.isPlain(label) else { return false }
    var label = label
    return label.withUTF8 { label in
      isNextLine { line in
        line.skip("{") && (labels.bytes.isEmpty || line.skip(labels.bytes) && line.skip(","))
          && line.skip(name) && line.skip("=\"") && line.skip(label) && line.skip("\"}")
      }
    }
  }

  /// Whether `skip` goes over what comes after the name in the next line from before `removeAll`.
  @inline(__always)
  private func isNextLine(_ skip: (inout LineCursor) -> Bool) -> Bool {
    guard lineCount < values.count else { return false }
    return prefixes.withUnsafeBufferPointer { prefixes in
      guard let base = prefixes.baseAddress else { return false }
      var line = LineCursor(base + prefixEnd(before: lineCount), base + prefixEnds[lineCount])
      return line.skip(name.utf8.count) && skip(&line) && line.skip(" ") && line.isAtEnd
    }
  }

  private mutating func setLine(_ value: Double, at line: Int) {
    if values[line].bitPattern == value.bitPattern { return }
    values[line] = value
    version &+= 1
  }

  /// A bound as OpenMetrics writes it, whole numbers with one decimal. Both formats write it so,
  /// since the text is part of the series' identity, which must not change with the format that a
  /// server asks for.
  private static func canonical(_ bound: Double) -> String {
    let text = DecimalText.string(bound)
    return text.utf8.contains { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "e") }
      ? text : text + ".0"
  }
}

// MARK: Rendering

extension MetricFamily {
  /// Whether any sample has a value.
  var hasSamples: Bool {
    values.contains { $0.bitPattern != Self.unknown.bitPattern }
  }

  /// Room that is enough for the lines, in bytes.
  var maximumLineBytes: Int {
    prefixes.count + values.count * (DecimalText.maximumLength + 1)
  }

  /// Writes the lines at `output`, which has room for `maximumLineBytes`, and returns where they
  /// end.
  func writeLines(to output: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
    var next = output
    prefixes.withUnsafeBufferPointer { prefixes in
      guard let base = prefixes.baseAddress else { return }
      var start = 0
      for (end, value) in zip(prefixEnds, values) {
        if value.bitPattern != Self.unknown.bitPattern {
          next.update(from: base + start, count: end - start)
          next += end - start
          next += DecimalText.write(value, to: next)
          next.pointee = UInt8(ascii: "\n")
          next += 1
        }
        start = end
      }
    }
    return next
  }

  /// The lines before the samples.
  func header(_ format: ExpositionFormat) -> [UInt8] {
    var output: [UInt8] = []
    let name =
      format == .openMetrics ? String(self.name.dropLast(type.suffix?.count ?? 0)) : self.name
    output.append(contentsOf: "# HELP \(name) ".utf8)
    Escaping.append(help, quotes: format == .openMetrics, to: &output)
    output.append(
      contentsOf: "\n# TYPE \(name) \(format == .openMetrics ? type.rawValue : type.textName)\n"
        .utf8
    )
    if let unit, format == .openMetrics {
      output.append(contentsOf: "# UNIT \(name) \(unit)\n".utf8)
    }
    return output
  }

  /// The names that no other family may use: of the family itself in either format, and of its
  /// samples.
  var reservedNames: [String] {
    switch type {
    case .gauge: [name]
    case .counter, .info: [name, String(name.dropLast(type.suffix?.count ?? 0))]
    case .histogram: [name, name + "_bucket", name + "_sum", name + "_count"]
    }
  }
}
