public import Configuration
import TimeSeries

/// Makes everything that settings ask for, and lets it go again: what can be found out without a network is found out before
/// anything is changed.
public enum Rehearsal {
  /// What would stand in the way of running with `settings`, for people; empty: nothing. Reads catalogues and traces, connects to
  /// nothing.
  public static func problems(of settings: Settings) -> [String] {
    let factory = SourceFactory()
    defer { factory.close() }
    let plan = CollectionPlan(settings)
    var problems: [String] = []
    for (index, source) in settings.sources.enumerated() {
      do {
        _ = try factory.make(source, queries: plan.queries[index], settings: settings)
      } catch {
        problems.append("source \(source.name): \(error)")
      }
    }
    for workload in settings.workloads {
      do {
        _ = try WorkloadRuntime(
          workload, interval: settings.interval, now: Timestamp(milliseconds: 0), memory: [:],
          mix: try WorkloadMix(workload))
      } catch {
        problems.append("workload \(workload.name): \(error)")
      }
    }
    return problems
  }
}
