/// Something that is wrong with a configuration, and where. Never holds a secret.
public struct Problem: Hashable, Sendable {
  /// Whether the configuration can be used all the same.
  public enum Severity: String, CaseIterable, Hashable, Sendable {
    case warning
    case error
  }

  /// Where it stands.
  public var place: Place

  /// How bad it is.
  public var severity: Severity

  /// What is wrong, and what was expected.
  public var message: String

  /// A problem as given.
  public init(place: Place, severity: Severity, message: String) {
    self.place = place
    self.severity = severity
    self.message = message
  }

  /// The file; nil where the problem stands in the environment.
  public var file: String? {
    if case .file(let path, _, _) = place { path } else { nil }
  }

  /// The line in `file`, from 1; nil where the problem stands in the environment.
  public var line: Int? {
    if case .file(_, let line, _) = place { line } else { nil }
  }

  /// The column in `line`, from 1; nil where the problem stands in the environment.
  public var column: Int? {
    if case .file(_, _, let column) = place { column } else { nil }
  }
}

extension Problem: CustomStringConvertible {
  /// `file:line:column: error: what, and what was expected`; the variable's name instead of file, line and
  /// column where the value comes from the environment.
  public var description: String { "\(place): \(severity.rawValue): \(message)" }
}
