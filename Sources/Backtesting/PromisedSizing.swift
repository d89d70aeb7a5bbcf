public import Sizing

/// Outrider's own decisions, by the code that `outrider decide` runs.
public struct PromisedSizing: ScalingPolicy {
  private var risk: LoadRisk
  private var promise: OverloadPromise

  /// - Parameter share: the share of time in which load may exceed ready capacity.
  public init(share: Double, settings: LoadRisk.Settings) {
    risk = LoadRisk(settings)
    promise = OverloadPromise(share: share, settings: settings)
  }

  /// Takes a load of the past.
  public mutating func warmUp(_ load: Double?) { risk.observe(load) }

  /// The replicas to ask for.
  public mutating func replicas(for load: Double?, total: Int, ready: Int) -> Int {
    risk.observe(load)
    promise.account(risk, ready: ready)
    return promise.decide(risk, total: total)
  }
}
