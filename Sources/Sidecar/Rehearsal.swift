public import Configuration
import TimeSeries

/// Makes everything that settings ask for, and lets it go again: what can be found out without a network is found out before
/// anything is changed.
public enum Rehearsal {
  /// Something that stands in the way.
  public struct Problem: CustomStringConvertible, Sendable {
    /// `sources`, `workloads` or `node_pools`.
    public var list: String
    /// The name of the entry.
    public var name: String
    /// What is wrong, and what was expected.
    public var message: String

    /// Name and message.
    public var description: String { "\(list): \(name): \(message)" }
  }

  /// What would stand in the way of running with `settings`, empty: nothing. Reads catalogues and traces, connects to
  /// nothing.
  public static func problems(of settings: Settings) -> [Problem] {
    let factory = SourceFactory()
    defer { factory.close() }
    let plan = CollectionPlan(settings)
    let shelf = CatalogueShelf()
    var problems: [Problem] = []
    for (index, source) in settings.sources.enumerated() {
      do {
        _ = try factory.make(source, queries: plan.queries[index], settings: settings)
      } catch {
        problems.append(Problem(list: "sources", name: source.name, message: "\(error)"))
      }
    }
    for workload in settings.workloads {
      do {
        _ = try WorkloadRuntime(
          workload, interval: settings.interval, now: Timestamp(milliseconds: 0), memory: [:],
          mix: try WorkloadMix(workload, shelf: shelf))
      } catch {
        problems.append(Problem(list: "workloads", name: workload.name, message: "\(error)"))
      }
    }
    for pool in settings.nodePools {
      do {
        _ = try NodePoolRuntime(pool, shelf: shelf)
      } catch {
        problems.append(Problem(list: "node_pools", name: pool.name, message: "\(error)"))
      }
    }
    return problems
  }
}
