/// Something that is chosen at the top of a dashboard, and stands in its queries as `$name`.
public struct DashboardVariable: Hashable, Sendable {
  /// Where the choices come from.
  public enum Choices: Hashable, Sendable {
    /// The Prometheus data sources of Grafana.
    case dataSources

    /// The values that a label has in the series of a selector.
    case labelValues(of: String, in: String)
  }

  /// Its name in queries.
  public var name: String

  /// What stands beside the choice.
  public var label: String

  /// Where the choices come from.
  public var choices: Choices

  /// Whether several can be chosen, and all.
  public var takesSeveral: Bool

  /// Whether the choices are numbers, of which only what stands before the point is taken.
  public var isNumber = false

  /// Which Prometheus is asked.
  public static let dataSource = DashboardVariable(
    name: "datasource", label: "Data source", choices: .dataSources, takesSeveral: false)

  /// The jobs under which Prometheus scrapes Outrider.
  public static let job = DashboardVariable(
    name: "job", label: "Job", choices: .labelValues(of: "job", in: "outrider_build_info"),
    takesSeveral: true)

  /// The instances of Outrider.
  public static let instance = DashboardVariable(
    name: "instance", label: "Instance",
    choices: .labelValues(of: "instance", in: #"outrider_build_info{job=~"$job"}"#),
    takesSeveral: true)

  /// Workloads, any number of them. Each has `outrider_fallback_active` from the first cycle on, whatever else is known of it.
  public static let workloads = workload(takesSeveral: true)

  /// One workload.
  public static let oneWorkload = workload(takesSeveral: false)

  private static func workload(takesSeveral: Bool) -> DashboardVariable {
    DashboardVariable(
      name: "workload", label: "Workload",
      choices: .labelValues(
        of: "workload", in: Selector("outrider_fallback_active", .instance).description),
      takesSeveral: takesSeveral)
  }

  /// Signals of the workloads that are chosen.
  public static let signals = signals(.workload)

  /// Signals of the one workload that is chosen.
  public static let signalsOfOne = signals(.oneWorkload)

  private static func signals(_ scope: Selector.Scope) -> DashboardVariable {
    DashboardVariable(
      name: "signal", label: "Signal",
      choices: .labelValues(
        of: "signal", in: Selector("outrider_signal_age_seconds", scope).description),
      takesSeveral: true)
  }

  /// How far ahead the chosen workload's forecasts look, in whole seconds: PromQL takes no others as an offset.
  public static let horizon = DashboardVariable(
    name: "horizon", label: "Horizon in seconds",
    choices: .labelValues(
      of: "horizon_seconds", in: Selector("outrider_forecast", .oneWorkload).description),
    takesSeveral: false, isNumber: true)

  /// Node pools, any number of them.
  public static let nodePools = DashboardVariable(
    name: "node_pool", label: "Node pool",
    choices: .labelValues(
      of: "node_pool",
      in: Selector("outrider_node_pool_cost_dollars_per_hour", .instance)
        .description),
    takesSeveral: true)
}
