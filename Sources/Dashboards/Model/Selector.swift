/// A series selector in PromQL: a metric of Outrider with a matcher for each choice at the top of the dashboard.
struct Selector: Hashable, Sendable, CustomStringConvertible {
  /// Which choices narrow a metric down: those whose labels it has.
  enum Scope: Hashable, Sendable {
    /// Job and instance, which every series has.
    case instance

    /// The workload too.
    case workload

    /// The workload and the signal too.
    case signal

    /// The workload too, of which only one can be chosen.
    case oneWorkload

    /// That workload, and the signal too.
    case signalOfOne

    /// The node pool too.
    case nodePool

    /// A matcher for each choice. Where several can be chosen Grafana makes a regular expression of them; a single one stands there as
    /// it is, whatever characters it has.
    var matchers: [String] {
      let ours = [#"job=~"$job""#, #"instance=~"$instance""#]
      let signal = #"signal=~"$signal""#
      return switch self {
      case .instance: ours
      case .workload: ours + [#"workload=~"$workload""#]
      case .signal: ours + [#"workload=~"$workload""#, signal]
      case .oneWorkload: ours + [#"workload="$workload""#]
      case .signalOfOne: ours + [#"workload="$workload""#, signal]
      case .nodePool: ours + [#"node_pool=~"$node_pool""#]
      }
    }
  }

  /// The selector's text.
  let description: String

  /// The series of `metric` within `scope` that have each of `matchers`, such as `limit="max"`.
  init(_ metric: String, _ scope: Scope, _ matchers: String...) {
    self.init(metric, scope, matchers)
  }

  /// The series of `metric` within `scope` that have each of `matchers`.
  init(_ metric: String, _ scope: Scope, _ matchers: [String]) {
    description = "\(metric){\((scope.matchers + matchers).joined(separator: ","))}"
  }

  /// The rate of a counter, a second.
  var rate: String { "rate(\(self)[$__rate_interval])" }

  /// The rate of a counter, an hour.
  var hourly: String { "3600 * \(rate)" }

  /// How much a counter rose over all the time that is shown.
  var increaseOverRange: String { "increase(\(self)[$__range])" }
}

/// The value for each combination of `labels`, counted once where several instances of a job tell of the same.
func each(_ labels: String..., of expression: some CustomStringConvertible) -> String {
  "max by (\((["job"] + labels).joined(separator: ", "))) (\(expression))"
}
