public import Scaling
import Synchronization
public import TimeSeries

/// A decision as it is remembered; of decisions in a row that are the same one stands for all.
public struct DecisionRecord: Hashable, Sendable {
  /// When it was first made.
  public var at: Timestamp
  /// When it was last made.
  public var last: Timestamp
  /// How often in a row.
  public var count: Int
  /// The replicas that the decision started from; nil: not known.
  public var current: Int?
  /// The replicas that were recommended; nil: none.
  public var replicas: Int?
  /// In the words of ``Recommendation``.
  public var action: String
  /// What the number rested on.
  public var reason: String
  /// What decided it.
  public var trigger: String
  /// How far it was to be believed; nil: not known.
  public var confidence: Double?
  /// The names of what bound it.
  public var limits: [String]

  /// A record as given.
  public init(
    at: Timestamp, last: Timestamp, count: Int, current: Int?, replicas: Int?, action: String,
    reason: String, trigger: String, confidence: Double?, limits: [String]
  ) {
    self.at = at
    self.last = last
    self.count = count
    self.current = current
    self.replicas = replicas
    self.action = action
    self.reason = reason
    self.trigger = trigger
    self.confidence = confidence
    self.limits = limits
  }

  /// The record of a recommendation.
  public init(_ recommendation: Recommendation) {
    self.init(
      at: recommendation.at, last: recommendation.at, count: 1, current: recommendation.current,
      replicas: recommendation.replicas, action: recommendation.action.rawValue,
      reason: recommendation.reason.rawValue, trigger: recommendation.trigger.label,
      confidence: recommendation.confidence, limits: recommendation.limits.map(\.kind.rawValue))
  }

  /// Whether a recommendation says the same again.
  public func isSame(as recommendation: Recommendation) -> Bool {
    replicas == recommendation.replicas && current == recommendation.current
      && reason == recommendation.reason.rawValue && trigger == recommendation.trigger.label
      && limits == recommendation.limits.map(\.kind.rawValue)
  }
}

/// The last decisions of a workload, written by the cycle and read by the server.
public final class DecisionLog: Sendable {
  /// The most that are remembered.
  public static let most = 1000

  private let state: Mutex<[DecisionRecord]>

  /// A log that goes on from what is remembered, oldest first.
  public init(_ records: [DecisionRecord] = []) { state = Mutex(records.suffix(Self.most)) }

  /// Takes a recommendation.
  ///
  /// - Returns: the record before, which is complete now; nil where the recommendation is the same again, or the first.
  @discardableResult
  public func add(_ recommendation: Recommendation) -> DecisionRecord? {
    state.withLock { records in
      if let last = records.last, last.isSame(as: recommendation) {
        records[records.count - 1].last = recommendation.at
        records[records.count - 1].count += 1
        return nil
      }
      let before = records.last
      records.append(DecisionRecord(recommendation))
      // In large bites: one at a time would move all others each time.
      if records.count >= Self.most + 100 { records.removeFirst(100) }
      return before
    }
  }

  /// What is remembered, oldest first.
  public var records: [DecisionRecord] { state.withLock { Array($0.suffix(Self.most)) } }

  /// The newest of them.
  public var last: DecisionRecord? { state.withLock { $0.last } }
}
