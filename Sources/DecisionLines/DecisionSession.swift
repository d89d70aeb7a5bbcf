import JSON
public import Scaling
public import Sizing
import TimeSeries

/// The decision loop over lines: a value that takes what a host program says, and answers what it asks.
public struct DecisionSession: Sendable {
  /// What holds where `hello` does not say otherwise.
  public struct Settings: Hashable, Sendable {
    /// The fleet and its clock.
    public var risk = LoadRisk.Settings()
    /// The load that one replica serves; nil: `hello` must say it.
    public var capacity: Double?
    /// The share of time in which load may exceed ready capacity.
    public var targetOverload = 0.001

    /// A policy that decides in the promise's stead, on the present load; ``DecisionRule/wishes``: the promise does.
    public var rule = DecisionRule.wishes

    /// Settings with every default.
    public init() {}
  }

  /// The longest time without lines that is filled with unknown loads.
  private static let longestGap = 7 * 86_400.0

  private var settings: Settings
  private var lag = 0
  private var hasBegun = false
  private var lastTime: Double?
  private var risk: LoadRisk?
  private var promise: OverloadPromise?
  /// The policy, where one decides.
  private var recommender: Recommender?
  private var lines = 0

  /// A session before its first line.
  public init(_ settings: Settings) { self.settings = settings }

  /// Takes a line, and answers it where it asks for a decision. A line that cannot be used changes nothing.
  ///
  /// - Returns: the answer's line, its line break included; nil where none is due.
  public mutating func take(_ line: [UInt8]) throws(DecisionLineError) -> [UInt8]? {
    lines += 1
    switch try DecisionLine(line) {
    case .hello(let hello):
      guard !hasBegun else { throw DecisionLineError("`hello` may only be the first line") }
      try adopt(hello)
      hasBegun = true
      return nil
    case .warmup(let time, let load):
      try observe([load], through: time)
      return nil
    case .tick(let tick):
      try observe(tick.loads, through: tick.time)
      return answer(tick)
    }
  }

  private mutating func adopt(_ hello: DecisionLine.Hello) throws(DecisionLineError) {
    var risk = settings.risk
    if let tick = hello.tickSeconds { risk.tick = .seconds(tick) }
    if let startup = hello.startupSeconds { risk.startup = .seconds(startup) }
    if let min = hello.min { risk.least = min }
    if let max = hello.max { risk.most = max }
    guard risk.most >= 1, risk.least <= risk.most else {
      throw DecisionLineError(
        "`hello.max` is \(risk.most), expected at least 1 and not below `min`, \(risk.least)")
    }
    guard risk.startup / risk.tick <= 100_000 else {
      throw DecisionLineError("`hello.startup_s`: expected at most 100,000 ticks")
    }
    settings.risk = risk
    if let capacity = hello.capacity { settings.capacity = capacity }
    lag = hello.lagTicks ?? 0
  }

  /// Takes loads that end at `time`.
  private mutating func observe(
    _ loads: [Double?], through time: Double
  ) throws(DecisionLineError) {
    hasBegun = true
    guard let capacity = settings.capacity else {
      throw DecisionLineError(
        "the load that one replica serves is not known, expected `capacity` in a first line `hello`, or --config"
      )
    }
    let tick = settings.risk.tick / .seconds(1)
    if let lastTime {
      guard time > lastTime else {
        throw DecisionLineError("`t` is \(time), expected a moment after \(lastTime)")
      }
      // Moments without a line are unknown loads; what is longer than a week ago counts no longer.
      let elapsed = min(time - lastTime, Self.longestGap)
      let missing = Int((elapsed / tick).rounded()) - loads.count
      if missing > 0 { for _ in 0..<missing { risk?.observe(nil) } }
    } else {
      var fixed = settings.risk
      let first = time - tick * Double(loads.count - 1)
      fixed.start = Timestamp(milliseconds: Int64((first * 1000).rounded()))
      // What is seen late has to be foreseen for longer.
      fixed.startup += fixed.tick * lag
      if settings.rule == .wishes {
        risk = LoadRisk(fixed)
        promise = OverloadPromise(share: settings.targetOverload, settings: fixed)
      } else {
        recommender = try recommender(fixed, capacity)
      }
    }
    for load in loads { risk?.observe(load.map { $0 / capacity }) }
    lastTime = time
  }

  private mutating func answer(_ tick: DecisionLine.Tick) -> [UInt8]? {
    if recommender != nil { return ruling(tick) }
    guard let risk, var promise else { return nil }
    promise.account(risk, ready: tick.ready)
    let desired = promise.decide(risk, total: tick.ready + tick.pending)
    self.promise = promise
    return Self.line(
      tick.time, desired, Self.reason(risk, desired),
      confidence: risk.isKnown
        ? risk.risk(with: desired).map { ((1 - $0) * 1e6).rounded() / 1e6 } : nil)
  }

  private static func line(
    _ time: Double, _ desired: Int, _ reason: String, confidence: Double?
  ) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("t", time)
    writer.member("desired", desired)
    writer.member("reason", reason)
    writer.member("confidence", confidence)
    writer.endObject()
    writer.endLine()
    return writer.bytes
  }

  /// A recommender for the policy, with no other limits than those of the fleet.
  private func recommender(
    _ risk: LoadRisk.Settings, _ capacity: Double
  ) throws(DecisionLineError) -> Recommender {
    do {
      return Recommender(
        policy: try WorkloadPolicy(
          min: risk.least, max: risk.most, behavior: .unlimited, startup: risk.startup,
          interval: risk.tick, rule: settings.rule,
          signals: [SignalPolicy(name: "load", target: .perReplica(capacity))]))
    } catch {
      throw DecisionLineError("\(error)")
    }
  }

  private mutating func ruling(_ tick: DecisionLine.Tick) -> [UInt8]? {
    let present: SignalValue = (tick.loads.last ?? nil).map { .known($0) } ?? .unknown("no load")
    let total = tick.ready + tick.pending
    let answer = recommender?.recommend(
      at: Timestamp(milliseconds: Int64((tick.time * 1000).rounded())),
      replicas: ReplicaObservation(current: total, ready: tick.ready),
      signals: [SignalObservation(name: "load", present: present)])
    // Before anything is known, what is there stays.
    return Self.line(
      tick.time, answer?.replicas ?? total, (answer?.reason ?? .held).rawValue,
      confidence: answer?.confidence)
  }

  /// In the words of the sidecar's reasons.
  private static func reason(_ risk: LoadRisk, _ desired: Int) -> String {
    guard risk.isKnown else { return "held" }
    return risk.isForecast && desired > risk.need ? "forecast" : "present"
  }

  /// The answer to a line that cannot be used, its line break included.
  public func refusal(_ error: DecisionLineError) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("error", "line \(lines): \(error.description)")
    writer.endObject()
    writer.endLine()
    return writer.bytes
  }
}
