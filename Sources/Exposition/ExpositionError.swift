/// Why a family, a label set or a page cannot be.
public enum ExpositionError: Error, Hashable, Sendable {
  /// Metric names are `[a-zA-Z_:][a-zA-Z0-9_:]*`.
  case invalidMetricName(String)
  /// Label names are `[a-zA-Z_][a-zA-Z0-9_]*`, and those with two underscores first are Prometheus'
  /// own.
  case invalidLabelName(String)
  /// A label comes twice in one set.
  case duplicateLabel(String)
  /// The label belongs to the kind of family itself (`le` to histograms).
  case reservedLabel(String, family: String)
  /// A family of this type is named with this suffix.
  case missingSuffix(String, family: String)
  /// A family's name ends in its unit, before the suffix of its type.
  case missingUnit(String, family: String)
  /// Every family says what it is.
  case missingHelp(family: String)
  /// Two families would write samples of one name.
  case duplicateFamily(String)
  /// Bounds are finite and ascend.
  case invalidBounds
}

extension ExpositionError: CustomStringConvertible {
  /// What is wrong, and what was expected.
  public var description: String {
    switch self {
    case .invalidMetricName(let name):
      "\"\(name)\" is no metric name: expected [a-zA-Z_:][a-zA-Z0-9_:]*"
    case .invalidLabelName(let name):
      "\"\(name)\" is no label name: expected [a-zA-Z_][a-zA-Z0-9_]*, and not __ first"
    case .duplicateLabel(let name): "the label \(name) comes twice"
    case .reservedLabel(let name, let family):
      "the label \(name) is reserved in the family \(family)"
    case .missingSuffix(let suffix, let family):
      "the family \(family) is expected to be named with \(suffix) at the end"
    case .missingUnit(let unit, let family):
      "the family \(family) is expected to be named with its unit, \(unit), at the end"
    case .missingHelp(let family): "the family \(family) has no help text"
    case .duplicateFamily(let name): "two families write samples of the name \(name)"
    case .invalidBounds: "the bounds of a histogram are expected to be finite and ascending"
    }
  }
}
