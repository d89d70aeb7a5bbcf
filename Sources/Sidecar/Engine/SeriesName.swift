import Configuration
import Scaling

/// The name under which a series is kept on disk: the workload, what is counted, and for a signal its name and the kind of its
/// target, which is the unit of its load. A unit separator, which no configured name can hold, keeps the parts apart.
enum SeriesName {
  private static let separator = "\u{1F}"

  static func load(workload: String, _ signal: SignalSettings) -> String {
    [workload, "load", signal.name, kind(of: signal)].joined(separator: separator)
  }

  static func forecast(workload: String, _ signal: SignalSettings) -> String {
    [workload, "forecast", signal.name, kind(of: signal)].joined(separator: separator)
  }

  static func recommended(workload: String) -> String {
    [workload, "recommended"].joined(separator: separator)
  }

  static func current(workload: String) -> String {
    [workload, "current"].joined(separator: separator)
  }

  static func ready(workload: String) -> String {
    [workload, "ready"].joined(separator: separator)
  }

  private static func kind(of signal: SignalSettings) -> String {
    switch signal.target {
    case .perReplica: "per_replica"
    case .utilization: "utilization"
    case .value: "value"
    }
  }
}
