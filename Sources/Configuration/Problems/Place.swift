/// Where something that a configuration says was said.
public enum Place: Hashable, Sendable {
  /// A line and column (both from 1) of a file.
  case file(path: String, line: Int, column: Int)

  /// An environment variable.
  case variable(String)

  /// The environment as a whole, where there is no file.
  case environment
}

extension Place: CustomStringConvertible {
  /// `file:line:column`, or the variable's name.
  public var description: String {
    switch self {
    case .file(let path, let line, let column): "\(path):\(line):\(column)"
    case .variable(let name): name
    case .environment: "environment"
    }
  }
}

extension Place: Comparable {
  /// File order first, then variables by name.
  public static func < (left: Place, right: Place) -> Bool {
    switch (left, right) {
    case (.file(let left, let leftLine, let leftColumn), .file(let right, let line, let column)):
      (left, leftLine, leftColumn) < (right, line, column)
    case (.variable(let left), .variable(let right)): left < right
    default: left.rank < right.rank
    }
  }

  private var rank: Int {
    switch self {
    case .file: 0
    case .variable: 1
    case .environment: 2
    }
  }
}
