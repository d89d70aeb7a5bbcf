/// Replicas that serve a start-up time after they were asked for; those that are let go, the youngest first, are gone at once.
///
/// So the least that was asked for within the start-up time serves: ready_i = min(total_{i-D} ... total_i).
public struct FleetModel: Sendable {
  /// The replicas that were asked for last: all are paid for.
  public private(set) var total: Int
  /// Those of them that serve.
  public private(set) var ready: Int

  private let startup: Int
  /// Totals that nothing smaller has followed, oldest first, with their ticks; those before `head` are past.
  private var minima: [(tick: Int, total: Int)]
  private var head = 0
  private var tick = 0

  /// A fleet that has had its replicas for as long as anyone remembers.
  ///
  /// - Parameter startup: in ticks, 0 or above.
  public init(replicas: Int, startup: Int) {
    total = replicas
    ready = replicas
    self.startup = startup
    minima = [(-1, replicas)]
  }

  /// Those that serve at the next tick before anything else is asked for: the least that was asked for in the start-up time before it.
  public var serving: Int { minima[head...].first { $0.tick >= tick - startup }?.total ?? total }

  /// The replicas that do not serve yet.
  public var pending: Int { total - ready }

  /// Asks for `replicas` in all at the next tick. O(1), amortized.
  public mutating func ask(_ replicas: Int) {
    total = replicas
    while minima.count > head, minima[minima.count - 1].total >= replicas { minima.removeLast() }
    minima.append((tick, replicas))
    while minima[head].tick < tick - startup { head += 1 }
    if head > 64, head * 2 > minima.count {
      minima.removeFirst(head)
      head = 0
    }
    ready = minima[head].total
    tick += 1
  }
}
