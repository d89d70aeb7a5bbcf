/// Which series to take, as PromQL selects them: `http_requests_total{job="api",code!~"5.."}`.
///
/// A label that a series does not have counts as empty. Expressions are anchored at both ends.
public struct SeriesSelector: Sendable {
  /// What a label's value must be.
  public enum Operation: String, CaseIterable, Hashable, Sendable {
    /// Equal to the value.
    case equal = "="
    /// Anything but the value.
    case notEqual = "!="
    /// Matched by the value, a regular expression.
    case matches = "=~"
    /// Not matched by the value, a regular expression.
    case doesNotMatch = "!~"
  }

  /// A condition on one label.
  public struct Matcher: Sendable {
    /// The label; `__name__` for the metric's name.
    public let label: String

    /// What its value must be.
    public let operation: Operation

    /// The value, or the regular expression.
    public let value: String

    private let pattern: AnchoredPattern?

    /// A condition; nil where `value` is no regular expression and should be one.
    init?(label: String, operation: Operation, value: String) {
      self.label = label
      self.operation = operation
      self.value = value
      switch operation {
      case .equal, .notEqual: pattern = nil
      case .matches, .doesNotMatch:
        guard let pattern = AnchoredPattern(value) else { return nil }
        self.pattern = pattern
      }
    }

    /// Whether `text`, the label's value, or an empty text where there is no such label, meets the
    /// condition.
    public func accepts(_ text: String) -> Bool {
      switch operation {
      case .equal: text.utf8.elementsEqual(value.utf8)
      case .notEqual: !text.utf8.elementsEqual(value.utf8)
      case .matches: pattern?.matches(text) ?? false
      case .doesNotMatch: !(pattern?.matches(text) ?? true)
      }
    }
  }

  /// The conditions, that on the name first where it was written before the braces. All must be
  /// met.
  public let matchers: [Matcher]

  /// The one name that a series can have; nil where the conditions leave it open.
  public var name: String? {
    matchers.first { $0.label == "__name__" && $0.operation == .equal }?.value
  }

  /// Conditions as given, of which one at least does not accept an empty text.
  init(matchers: [Matcher]) {
    self.matchers = matchers
  }

  /// Whether a series of this name can be selected.
  public func acceptsName(_ name: String) -> Bool {
    matchers.allSatisfy { $0.label != "__name__" || $0.accepts(name) }
  }

  /// Whether a series with these labels, its name not looked at, is selected.
  public func acceptsLabels(_ labels: [PageSample.Label]) -> Bool {
    matchers.allSatisfy { matcher in
      matcher.label == "__name__"
        || matcher.accepts(labels.first { $0.name == matcher.label }?.value ?? "")
    }
  }

  /// Whether the series is selected.
  public func accepts(_ sample: PageSample) -> Bool {
    acceptsName(sample.name) && acceptsLabels(sample.labels)
  }
}
