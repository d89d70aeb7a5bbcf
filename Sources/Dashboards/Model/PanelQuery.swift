/// A query of a panel.
public struct PanelQuery: Hashable, Sendable {
  /// How the series of a query differ from the others of their panel.
  public enum Look: Hashable, Sendable {
    /// Not at all.
    case plain

    /// Thick: what really was.
    case strong

    /// Dashed: what was promised, is asked for or is the bound.
    case dashed

    /// Filled down to the series whose name is given.
    case filled(downTo: String)
  }

  /// The question in PromQL.
  public var expression: String

  /// The name of its series; `{{label}}` stands for a label's value.
  public var legend: String

  /// Whether it asks for the present alone.
  public var isInstant: Bool

  /// How its series look.
  public var look: Look

  /// A query for values over time.
  public static func range(
    _ expression: String, _ legend: String, _ look: Look = .plain
  ) -> PanelQuery {
    PanelQuery(expression: expression, legend: legend, isInstant: false, look: look)
  }

  /// A query for the values of now.
  public static func now(_ expression: String, _ legend: String = "") -> PanelQuery {
    PanelQuery(expression: expression, legend: legend, isInstant: true, look: .plain)
  }
}
