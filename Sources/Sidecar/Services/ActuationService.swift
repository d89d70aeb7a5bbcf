import Actuation
import Configuration
import Feeds
import Glibc
import Logging
import Scaling
import ServiceLifecycle
import TimeSeries

/// Changes replicas itself, where `actuate` says so: holds the lease, and brings every live workload with a scale target to its recommendation.
struct ActuationService: Service {
  let actuator: ScaleActuator
  let feed: WebFeed
  let log: Logger
  /// The time from one look to the next: leases are renewed thrice in the time that they last.
  private static let pace = Duration.seconds(5)

  func run() async throws {
    await cancelWhenGracefulShutdown {
      var told: String?
      while !Task.isCancelled {
        let problem = await actuator.renewLease(wall: SidecarClock.wall.now)
        feed.scaling.record(isLeader: problem == nil)
        if problem != told {
          if let problem {
            log.info("the lease is not held", metadata: ["why": "\(problem)"])
          } else {
            log.info("the lease is held: this Outrider changes replicas")
          }
          told = problem
        }
        if problem == nil {
          for operation in await actuator.act(on: wishes(), wall: { SidecarClock.wall.now }) {
            tell(operation)
          }
        }
        do {
          try await Task.sleep(for: Self.pace)
        } catch {
          break
        }
      }
    }
    await actuator.close(wall: SidecarClock.wall.now)
  }

  /// What live workloads should have; nothing for what is not known.
  private func wishes() -> [ScaleActuator.Wish] {
    feed.snapshot.workloads.compactMap { workload in
      guard workload.isLive, let target = workload.scaleTarget,
        let replicas = workload.recommendation?.replicas
      else { return nil }
      return ScaleActuator.Wish(
        workload: workload.name,
        target: ScaleTarget(
          apiVersion: target.apiVersion, resource: target.resource, namespace: target.namespace,
          name: target.name), replicas: replicas)
    }
  }

  private func tell(_ operation: ScaleActuator.Operation) {
    feed.scaling.record(
      workload: operation.workload, action: operation.action,
      outcome: operation.outcome.rawValue)
    var facts: Logger.Metadata = [
      "workload": "\(operation.workload)", "to": "\(operation.to)",
      "outcome": "\(operation.outcome.rawValue)",
    ]
    if let from = operation.from { facts["from"] = "\(from)" }
    if !operation.problem.isEmpty { facts["problem"] = "\(operation.problem)" }
    switch operation.outcome {
    case .success: log.info("replicas were changed", metadata: facts)
    case .dryRun: log.info("replicas would have been changed", metadata: facts)
    case .conflict, .throttled, .failed:
      log.warning("replicas were not changed", metadata: facts)
    }
  }

  /// An actuator as the settings describe it.
  static func actuator(_ settings: ActuationSettings) -> ScaleActuator {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    let host = name.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    return ScaleActuator(
      ScaleActuator.Settings(
        endpoint: KubernetesAPI.Endpoint(
          url: settings.url, tokenFile: settings.tokenFile, caFile: settings.caFile),
        leaseNamespace: settings.namespace, leaseName: settings.lease,
        identity: settings.identity ?? "\(host)_\(getpid())", isDryRun: settings.isDryRun))
  }
}
