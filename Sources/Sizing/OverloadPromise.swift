import Glibc

/// Keeps a promise: load exceeds ready capacity in no more than a share of the time.
///
/// The terms are those of the cheapest virtual fleet that kept the promise of late (``LoadRisk``); what was delivered too much or too little
/// over a week moves the share that is asked of it.
public struct OverloadPromise: Sendable {
  /// The share of time that was asked for, above 0 and below 1.
  public let share: Double

  private let decay: Double
  private let whole: Double
  private let hour: Int
  private var overload = 0.0
  private var weight = 0.0
  private var terms: PriceTrial.Terms?
  /// A price that somebody knows; nil: the promise finds one.
  private let known: Float?
  private var pricedAt = 0

  /// - Parameters:
  ///   - settings: those of the ``LoadRisk`` that decisions are made with.
  ///   - price: what a time of overload costs, in what one replica costs for as long; above zero. Then that is weighed against replicas, and no share is kept. nil: the
  ///     price is found that keeps the share.
  public init(share: Double, settings: LoadRisk.Settings, price: Double? = nil) {
    self.share = share
    known = price.map { Float(min($0, 1e9)) }
    let week = 7 * 86_400 / (settings.tick / .seconds(1))
    decay = pow(0.5, 1 / week)
    whole = week / M_LN2
    hour = max(1, Int((Duration.seconds(3600) / settings.tick).rounded()))
  }

  /// The share of time in overload over the last week, newer time weighing more; nil before anything was counted.
  public var delivered: Double? { weight > 0 ? overload / weight : nil }

  /// The share that is asked of the virtual fleets.
  public var corrected: Double {
    guard weight > 0 else { return share }
    let debt = (overload - share * weight) / whole
    // Only fleets whose larger prices kept the share too are chosen, which keeps it a little too well.
    return min(max(1.1 * share - debt, share / 10), share * 4)
  }

  /// Counts the present tick; to be called after the load was observed and before the decision.
  public mutating func account(_ risk: LoadRisk, ready: Int) {
    guard risk.isKnown else { return }
    weight = weight * decay + 1
    overload = overload * decay + (ready < risk.need ? 1 : 0)
  }

  /// The replicas to ask for.
  ///
  /// - Parameter total: the replicas that are there, those that do not serve yet included.
  public mutating func decide(_ risk: LoadRisk, total: Int) -> Int {
    if let known { return risk.choice(at: known, total: total) }
    if terms == nil || risk.count - pricedAt >= hour {
      terms = risk.market.terms(for: corrected)
      pricedAt = risk.count
    }
    return risk.choice(terms ?? .init(price: 1, floor: 0), total: total)
  }
}
