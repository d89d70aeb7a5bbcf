import Feeds
import GRPCCore
import Scaling

/// What the scaler answers, from the last snapshot alone: no source, no lock and no cycle is on the way.
struct ScalerAnswers: Sendable {
  /// The name of the metric that the HorizontalPodAutoscaler sees; one without `/` and `%`, which the API server refuses.
  static let metric = "recommended_replicas"

  /// What a trigger's metadata says.
  struct Trigger: Hashable, Sendable {
    /// The workload's name. Key `workload`.
    var workload: String
    /// The replicas above which the workload is active: at 0 and for as long as that few are recommended, KEDA scales it to zero. Key `activationTarget`.
    var activation: Double

    /// Reads the metadata of a ScaledObject's trigger.
    init(_ metadata: [String: String]) throws(RPCError) {
      guard let workload = metadata["workload"], !workload.isEmpty else {
        throw RPCError(
          code: .invalidArgument,
          message: "the trigger's metadata has no `workload`, expected the name of one")
      }
      self.workload = workload
      activation = 0
      guard let text = metadata["activationTarget"] else { return }
      guard let number = Double(text), number.isFinite, number >= 0 else {
        throw RPCError(
          code: .invalidArgument,
          message: "`activationTarget` is \(text), expected a number, 0 or above")
      }
      activation = number
    }
  }

  let snapshot: @Sendable () -> Snapshot

  /// The replicas that a live workload should have.
  ///
  /// - Throws: `NOT_FOUND` for a name that is none, with those that are; `UNAVAILABLE` where nothing is recommended yet and in shadow mode, so that KEDA holds the
  ///   replicas or falls back. Never 0 for what is not known.
  func replicas(_ trigger: Trigger) throws(RPCError) -> Int {
    try Self.replicas(trigger, in: snapshot())
  }

  static func replicas(_ trigger: Trigger, in snapshot: Snapshot) throws(RPCError) -> Int {
    guard let workload = snapshot.workloads.first(where: { $0.name == trigger.workload }) else {
      throw RPCError(
        code: .notFound, message: "no workload \(trigger.workload); \(snapshot.workloadsInWords)")
    }
    guard workload.isLive else {
      throw RPCError(
        code: .unavailable, message: "workload \(trigger.workload) is in shadow mode")
    }
    guard let replicas = workload.recommendation?.replicas else {
      throw RPCError(
        code: .unavailable, message: "nothing is recommended for \(trigger.workload) yet")
    }
    return replicas
  }

  /// Whether the workload is to have any replicas.
  func isActive(_ trigger: Trigger) throws(RPCError) -> Bool {
    Double(try replicas(trigger)) > trigger.activation
  }
}
