/// Wait and queue before, during and after the last time that replicas were added, by a fluid queue: what exceeds the serving capacity queues, and is
/// worked off by what is free later.
///
/// Before is the mean of the last readings, up to eight; during lasts until as many serve as were asked for; after lasts as long again.
public struct ScalingPhases: Hashable, Sendable {
  /// The means of one phase.
  public struct Means: Hashable, Sendable {
    /// The time that what comes now has to wait, in seconds.
    public var waitSeconds: Double
    /// What queues, in the seconds that one replica takes to work it off.
    public var queueReplicaSeconds: Double

    /// Means as given.
    public init(waitSeconds: Double, queueReplicaSeconds: Double) {
      self.waitSeconds = waitSeconds
      self.queueReplicaSeconds = queueReplicaSeconds
    }
  }

  private struct Sum: Hashable, Sendable {
    var wait = 0.0
    var queue = 0.0
    var count = 0

    mutating func add(_ wait: Double, _ queue: Double) {
      self.wait += wait
      self.queue += queue
      count += 1
    }

    var means: Means? {
      count > 0
        ? Means(
          waitSeconds: wait / Double(count), queueReplicaSeconds: queue / Double(count)) : nil
    }
  }

  private enum Phase: Hashable, Sendable {
    case idle
    case during(asked: Int)
    case after(left: Int)
  }

  private var phase = Phase.idle
  private var recent: [Means] = []
  private var sum = Sum()
  private var lastAsked: Int?

  /// What queues now, in the seconds that one replica takes to work it off.
  public private(set) var queueReplicaSeconds = 0.0
  /// The time that what comes now has to wait, in seconds; nil before anything was known.
  public private(set) var waitSeconds: Double?
  /// Before the last scaling; nil before there was one.
  public private(set) var before: Means?
  /// During it.
  public private(set) var during: Means?
  /// After it; nil until it is over.
  public private(set) var after: Means?

  /// Nothing seen yet.
  public init() {}

  /// Takes one moment.
  ///
  /// - Parameters:
  ///   - demand: the load in replicas; nil: not known, then nothing is reckoned.
  ///   - ready: the replicas that serve.
  ///   - asked: the replicas that are recommended.
  ///   - interval: the time since the last moment.
  public mutating func observe(demand: Double?, ready: Int?, asked: Int?, interval: Duration) {
    guard let demand, let ready else { return }
    let seconds = interval / .seconds(1)
    let queue = max(0, queueReplicaSeconds + (demand - Double(ready)) * seconds)
    queueReplicaSeconds = queue
    let wait = queue / Double(max(1, ready))
    waitSeconds = wait
    switch phase {
    case .idle: break
    case .during(let wanted):
      sum.add(wait, queue)
      if let asked, asked > wanted {
        phase = .during(asked: asked)
      } else if ready >= wanted || (asked ?? wanted) <= ready {
        during = sum.means
        phase = .after(left: max(4, sum.count))
        sum = Sum()
      }
    case .after(let left):
      sum.add(wait, queue)
      phase = left > 1 ? .after(left: left - 1) : .idle
      if left <= 1 {
        after = sum.means
        sum = Sum()
      }
    }
    if let asked, let lastAsked, asked > lastAsked, asked > ready {
      if case .during = phase {
      } else {
        before = Self.mean(of: recent)
        during = nil
        after = nil
        sum = Sum()
        phase = .during(asked: asked)
      }
    }
    lastAsked = asked ?? lastAsked
    recent.append(Means(waitSeconds: wait, queueReplicaSeconds: queue))
    if recent.count > 8 { recent.removeFirst() }
  }

  private static func mean(of moments: [Means]) -> Means? {
    var sum = Sum()
    for moment in moments { sum.add(moment.waitSeconds, moment.queueReplicaSeconds) }
    return sum.means
  }
}
