import Glibc

/// What a policy would have cost, and what it would have been worth.
public struct BacktestScore: Hashable, Sendable {
  /// Replica-hours, those that did not serve yet included.
  public var replicaHours = 0.0
  /// Replica-hours over those of the oracle.
  public var costRatio = 0.0
  /// The share of time in which load exceeded ready capacity.
  public var overload = 0.0
  /// The share of the load above ready capacity, as if it were lost.
  public var unserved = 0.0
  /// The wait in seconds that 99 of 100 requests stay below, where what exceeds capacity queues.
  public var waitP99Seconds = 0.0
  /// Replicas added and removed, a day.
  public var churnPerDay = 0.0
  /// The mean share of ready capacity that is not used.
  public var spare = 0.0

  /// Scores totals and ready replicas over a part of a demand; ticks whose load was not known cost, and count for nothing else.
  ///
  /// - Complexity: O(ticks log ticks).
  init(_ demand: Demand, _ range: Range<Int>, totals: [Int], ready: [Int], oracle: Int) {
    let seconds = demand.tick / .seconds(1)
    var (cost, overloaded, known, churn) = (0, 0, 0, 0)
    var (load, lost, unused, backlog) = (0.0, 0.0, 0.0, 0.0)
    var waits: [(wait: Double, load: Double)] = []
    for (place, tick) in range.enumerated() {
      cost += totals[place]
      if place > 0 { churn += abs(totals[place] - totals[place - 1]) }
      guard demand.isKnown[tick] else { continue }
      known += 1
      if ready[place] < demand.needs[tick] { overloaded += 1 }
      let (asked, capacity) = (demand.loads[tick], Double(ready[place]))
      load += asked
      lost += max(0, asked - capacity)
      unused += max(0, 1 - asked / max(1, capacity))
      backlog = max(0, backlog + (asked - capacity) * seconds)
      if backlog > 1e-6 { waits.append((backlog / max(1, capacity), asked)) }
    }
    replicaHours = Double(cost) * seconds / 3600
    costRatio = oracle > 0 ? Double(cost) / Double(oracle) : 0
    overload = known > 0 ? Double(overloaded) / Double(known) : 0
    unserved = load > 0 ? lost / load : 0
    spare = known > 0 ? unused / Double(known) : 0
    let days = Double(range.count) * seconds / 86_400
    churnPerDay = days > 0 ? Double(churn) / days : 0
    waits.sort { $0.wait > $1.wait }
    var above = 0.0
    for (wait, weight) in waits {
      above += weight
      if above > 0.01 * load {
        waitP99Seconds = wait
        break
      }
    }
  }
}
