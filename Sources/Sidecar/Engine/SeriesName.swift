import Configuration
import Scaling
import TimeSeries

/// The name under which a series is kept: the workload, what is counted, and for a signal its name and what is read in which unit.
///
/// A signal whose query or kind of target changes begins a series of its own: the old numbers may be of another kind altogether. A
/// unit separator, which no configured name can hold, keeps the parts apart.
enum SeriesName {
  private static let separator = "\u{1F}"

  static func load(workload: String, _ signal: SignalSettings) -> String {
    [workload, "load", signal.name, identity(of: signal)].joined(separator: separator)
  }

  static func forecast(workload: String, _ signal: SignalSettings) -> String {
    [workload, "forecast", signal.name, identity(of: signal)].joined(separator: separator)
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

  /// The kind of the target and the selector, as text that stays the same from one version to the next.
  private static func identity(of signal: SignalSettings) -> String {
    let kind =
      switch signal.target {
      case .perReplica: "per_replica"
      case .utilization: "utilization"
      case .value: "value"
      case .leading: "leading"
      }
    return ([kind] + words(of: signal.reference.selector)).joined(separator: "\u{1E}")
  }

  private static func words(of selector: SignalSelector) -> [String] {
    switch selector {
    case .query(let text, let reduce): ["query", text, reduce?.rawValue ?? ""]
    case .table(let text): ["table", text]
    case .metric(let text, let rate, let reduce):
      ["metric", text, rate?.prometheusText ?? "", reduce?.rawValue ?? ""]
    case .list(let key): ["list", key]
    case .stream(let key, let group, let count): ["stream", key, group ?? "", count.rawValue]
    case .sortedSet(let key, let due): ["sorted_set", key, due ? "due" : ""]
    case .set(let key): ["set", key]
    case .hash(let key, let field): ["hash", key, field ?? ""]
    case .key(let key): ["key", key]
    case .column(let column): ["column", column]
    }
  }
}
