/// What kind of number a family's samples are.
public enum MetricType: String, CaseIterable, Hashable, Sendable {
  /// A value that goes up and down.
  case gauge

  /// A total that only grows; its family is named `..._total`.
  case counter

  /// Counts of observations in buckets, with their sum.
  case histogram

  /// Facts in labels, with the value 1; its family is named `..._info`. The text format calls it a
  /// gauge.
  case info

  /// The word after `# TYPE` in the text format.
  var textName: String { self == .info ? "gauge" : rawValue }

  /// What the family's name ends in; OpenMetrics leaves it away in the family's own name.
  var suffix: String? {
    switch self {
    case .counter: "_total"
    case .info: "_info"
    case .gauge, .histogram: nil
    }
  }
}
