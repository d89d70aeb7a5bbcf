/// How a panel draws.
public enum PanelKind: Hashable, Sendable {
  /// Values over time.
  case timeSeries(Drawing = .line)

  /// One number.
  case stat

  /// A row for each combination of labels; a column for each query.
  case table(columns: [TableColumn])

  /// A bar for each series.
  case bars

  /// A band for each series, whose colour tells its state over time.
  case states

  /// How values over time are drawn.
  public enum Drawing: Hashable, Sendable {
    /// A line from sample to sample.
    case line

    /// A line that keeps its value until the next sample, as numbers of replicas do.
    case steps

    /// Areas upon each other.
    case stacked

    /// A line on a logarithmic scale.
    case logarithmic
  }
}

/// A column of a table.
public struct TableColumn: Hashable, Sendable {
  /// What fills a column.
  public enum Content: Hashable, Sendable {
    /// The values of a label.
    case label(String)

    /// The values of the query that comes next in the panel.
    case query
  }

  /// What fills it.
  public var content: Content

  /// The heading.
  public var title: String

  /// The unit of its values; nil: the panel's.
  public var unit: PanelUnit?

  /// The label's column.
  public static func label(_ name: String, _ title: String) -> TableColumn {
    TableColumn(content: .label(name), title: title, unit: nil)
  }

  /// The column of the query that comes next.
  public static func query(_ title: String, _ unit: PanelUnit? = nil) -> TableColumn {
    TableColumn(content: .query, title: title, unit: unit)
  }
}
