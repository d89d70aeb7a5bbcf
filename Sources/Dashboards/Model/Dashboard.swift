/// A Grafana dashboard as a value: what it shows, in order from the top.
///
/// Where panels stand, their numbers and all that Grafana wants beside them is made by rendering.
public struct Dashboard: Hashable, Sendable {
  /// Its identifier: in addresses, and the name of its file.
  public var uid: String

  /// Its title, without the program's name.
  public var title: String

  /// What it answers.
  public var summary: String

  /// How far back it shows at first, as Grafana writes it: `6h`.
  public var range: String

  /// What can be chosen at its top, in order: a later choice may depend on an earlier one.
  public var variables: [DashboardVariable]

  /// Its panels under their headings.
  public var sections: [PanelSection]

  /// The name of its file.
  public var fileName: String { uid + ".json" }

  /// The tag by which the dashboards find each other.
  public static let tag = "outrider"

  /// Every dashboard, in the order in which they are read.
  public static let all: [Dashboard] = [
    OverviewDashboard.dashboard, WorkloadDashboard.dashboard, CostDashboard.dashboard,
    ForecastDashboard.dashboard, HealthDashboard.dashboard,
  ]
}

/// Panels under a heading.
public struct PanelSection: Hashable, Sendable {
  /// The heading.
  public var title: String

  /// The panels, from left to right and from the top.
  public var panels: [Panel]

  /// Panels under the heading `title`.
  public init(_ title: String, _ panels: [Panel]) {
    self.title = title
    self.panels = panels
  }
}
