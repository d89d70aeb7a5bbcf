internal import Numerals

/// All samples of one metric, ready to be written.
///
/// A family holds one line a sample: everything up to the value as bytes, made once, and the value.
/// A series is either kept and set again each cycle (`addSeries`, `set`), or the whole family is
/// filled anew (`removeAll`, `append`). A value that is nil is unknown, and its line is left out.
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

  /// The number of series.
  public var seriesCount: Int { firstLines.count }

  /// Adds a series, and gives the index that `set` takes. The caller sees to it that no label set
  /// comes twice.
  ///
  /// - Precondition: the family is no histogram.
  @discardableResult
  public mutating func addSeries(_ labels: LabelBlock = .none, _ value: Double? = nil) -> Int {
    precondition(type != .histogram, "\(name) is a histogram: its series take Histogram values")
    firstLines.append(values.count)
    addLine("", labels, value ?? Self.unknown)
    version &+= 1
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
    firstLines.append(values.count)
    for bound in value.bounds {
      addLine("_bucket", try labels.adding("le", Self.canonical(bound)), 0)
    }
    addLine("_bucket", try labels.adding("le", "+Inf"), 0)
    addLine("_sum", labels, 0)
    addLine("_count", labels, 0)
    set(value, at: firstLines.count - 1)
    version &+= 1
    return firstLines.count - 1
  }

  /// Adds a series with `value`, or none where that is nil.
  ///
  /// - Precondition: the family is no histogram.
  public mutating func append(_ labels: LabelBlock, _ value: Double?) {
    if let value { addSeries(labels, value) }
  }

  /// Adds the series without labels with `value`, or none where that is nil.
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
    let end = index + 1 < firstLines.count ? firstLines[index + 1] : values.count
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

  /// Drops all series and keeps their room.
  public mutating func removeAll() {
    prefixes.removeAll(keepingCapacity: true)
    prefixEnds.removeAll(keepingCapacity: true)
    values.removeAll(keepingCapacity: true)
    firstLines.removeAll(keepingCapacity: true)
    version &+= 1
  }

  private mutating func addLine(_ suffix: StaticString, _ labels: LabelBlock, _ value: Double) {
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
