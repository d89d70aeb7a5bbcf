/// Policies on a demand of the past: its first part is history, then each is switched on, and an hour later scored until the end.
public struct Backtest: Sendable {
  /// What became of one policy.
  public struct Outcome: Sendable {
    /// The replicas that were asked for, a number for each scored tick.
    public var totals: [Int]
    /// Those that served.
    public var ready: [Int]
    /// The scores.
    public var score: BacktestScore
  }

  /// The demand.
  public let demand: Demand
  /// The start-up time in ticks.
  public let startup: Int
  /// The ticks that are scored.
  public let scored: Range<Int>
  /// The tick at which policies are switched on, an hour before.
  public let begin: Int
  private let oracleTotals: [Int]

  /// - Parameters:
  ///   - startup: the time from asking for a replica until it serves.
  ///   - history: the share of the demand that is history, from 0 to below 1.
  public init(_ demand: Demand, startup: Duration, history: Double = 0.5) {
    self.demand = demand
    self.startup = demand.ticks(startup)
    let split = min(demand.loads.count - 1, Int(Double(demand.loads.count) * history))
    scored = split..<demand.loads.count
    begin = max(0, split - demand.ticks(.seconds(3600)))
    oracleTotals = OracleSchedule.totals(demand.needs[scored], startup: self.startup)
  }

  /// The outcome of the oracle.
  public var oracle: Outcome {
    var fleet = FleetModel(replicas: oracleTotals[0], startup: startup)
    let ready = oracleTotals.map { total in
      fleet.ask(total)
      return fleet.ready
    }
    return outcome(oracleTotals, ready)
  }

  private func outcome(_ totals: [Int], _ ready: [Int]) -> Outcome {
    Outcome(
      totals: totals, ready: ready,
      score: BacktestScore(
        demand, scored, totals: totals, ready: ready, oracle: oracleTotals.reduce(0, +)))
  }

  /// Plays a policy.
  ///
  /// - Parameter progress: told the share of the demand that is played, now and then.
  public func play(
    _ policy: some ScalingPolicy, progress: (Double) -> Void = { _ in }
  ) -> Outcome {
    var policy = policy
    func load(_ tick: Int) -> Double? { demand.isKnown[tick] ? demand.loads[tick] : nil }
    for tick in 0..<begin {
      policy.warmUp(load(tick))
      if tick % 4096 == 0 { progress(Double(tick) / Double(demand.loads.count)) }
    }
    let first = min(demand.most, demand.needs[begin])
    var fleet = FleetModel(replicas: first, startup: startup)
    var totals: [Int] = []
    var ready: [Int] = []
    totals.reserveCapacity(scored.count)
    ready.reserveCapacity(scored.count)
    for tick in begin..<demand.loads.count {
      let wanted = policy.replicas(for: load(tick), total: fleet.total, ready: fleet.serving)
      fleet.ask(min(max(wanted, demand.least), demand.most))
      if tick % 4096 == 0 { progress(Double(tick) / Double(demand.loads.count)) }
      guard tick >= scored.lowerBound else { continue }
      totals.append(fleet.total)
      ready.append(fleet.ready)
    }
    return outcome(totals, ready)
  }
}
