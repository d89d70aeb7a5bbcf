import Exposition
import Scaling
import TimeSeries

// Recommendations, what bound them, how load and capacity stand, and instances.
extension MetricsPage {
  mutating func addRecommendations(to page: inout MetricPage) throws(ExpositionError) {
    try addGauge(
      "outrider_recommended_replicas", "The replicas that the workload should have.", to: &page
    ) { $0.recommendation?.replicas.map(Double.init) }
    try addGauge(
      "outrider_current_replicas", "The replicas that the workload has.", to: &page
    ) { $0.replicas.current.map(Double.init) }
    try addGauge(
      "outrider_decision_confidence_ratio", "How far to believe the recommendation, 0 to 1.",
      to: &page
    ) { $0.recommendation?.confidence }
    try addForWorkloads(
      "outrider_decision_limited", .gauge, "1: the limit bound the recommendation.", to: &page
    ) { family, workload throws(ExpositionError) in
      guard let recommendation = workload.recommendation, recommendation.replicas != nil
      else { return }
      for kind in Limit.Kind.allCases {
        try family.append(
          workload.labels, "limit", kind.rawValue, recommendation.isLimited(by: kind) ? 1 : 0)
      }
    }
    try addGauge(
      "outrider_fallback_active", "1: the fallback stands in for signals that stay unknown.",
      to: &page
    ) { $0.recommendation.map { $0.isFallbackActive ? 1 : 0 } }
    try add(
      "outrider_scaling_decisions_total", .counter,
      "Decisions by what they would do and what decided them.", to: &page
    ) { family throws(ExpositionError) in
      let decisions = snapshot.telemetry.decisions.sorted {
        ($0.key.workload, $0.key.action, $0.key.trigger)
          < ($1.key.workload, $1.key.action, $1.key.trigger)
      }
      for (key, counter) in decisions {
        family.append(
          try LabelBlock([
            "workload": key.workload, "action": key.action, "trigger": key.trigger,
          ]), counter)
      }
    }
  }

  mutating func addPromises(to page: inout MetricPage) throws(ExpositionError) {
    try addGauge(
      "outrider_target_overload_ratio",
      "The share of time in which load may exceed ready capacity, where a promise decides.",
      to: &page
    ) { $0.recommendation?.promise?.share }
    try addGauge(
      "outrider_delivered_overload_ratio",
      "The share of the last week, newer time weighing more, in which load exceeded the capacity that the promise is kept with.",
      to: &page
    ) { $0.recommendation?.promise?.delivered }
    try addGauge(
      "outrider_overload_risk_ratio",
      "The chance that load exceeds the replicas that keep the promise when a new one would serve.",
      to: &page
    ) { $0.recommendation?.promise?.chance }
  }

  mutating func addPhases(to page: inout MetricPage) throws(ExpositionError) {
    try addGauge(
      "outrider_queue_wait_seconds",
      "The time that what comes now would wait, if what exceeds ready capacity queues.",
      unit: "seconds", to: &page
    ) { $0.service.phases.waitSeconds }
    func phases(
      _ name: String, _ help: String, _ value: @escaping (ScalingPhases.Means) -> Double
    ) throws(ExpositionError) {
      try addForWorkloads(name, .gauge, help, unit: "seconds", to: &page) {
        family, workload throws(ExpositionError) in
        let phases = workload.service.phases
        try family.append(workload.labels, "phase", "before", phases.before.map(value))
        try family.append(workload.labels, "phase", "during", phases.during.map(value))
        try family.append(workload.labels, "phase", "after", phases.after.map(value))
      }
    }
    try phases(
      "outrider_scaling_wait_seconds",
      "The mean wait around the last time that replicas were added."
    ) { $0.waitSeconds }
    try phases(
      "outrider_scaling_queue_replica_seconds",
      "The mean queue around that time, in seconds that one replica takes to work it off."
    ) { $0.queueReplicaSeconds }
  }

  mutating func addLearnt(to page: inout MetricPage) throws(ExpositionError) {
    try addForWorkloads(
      "outrider_learnt_startup_seconds", .gauge,
      "The learnt time until a new replica serves; level is the share that takes no longer.",
      unit: "seconds", to: &page
    ) { family, workload throws(ExpositionError) in
      guard let startup = workload.learnt?.startup else { return }
      try family.append(workload.labels, "level", "0.5", startup.median.inSeconds)
      try family.append(workload.labels, "level", "0.9", startup.upper.inSeconds)
    }
    try addForWorkloads(
      "outrider_learnt_load_per_replica", .gauge,
      "The learnt load that one replica serves, in the signal's unit.", to: &page
    ) { family, workload throws(ExpositionError) in
      for capacity in workload.learnt?.capacities ?? [] {
        try family.append(workload.labels, "signal", capacity.signal, capacity.perReplica)
      }
    }
  }

  mutating func addShadows(to page: inout MetricPage) throws(ExpositionError) {
    func fleets(
      _ name: String, _ help: String, unit: String?,
      _ value: @escaping (ShadowReport.Fleet) -> Double
    ) throws(ExpositionError) {
      try addForWorkloads(name, .counter, help, unit: unit, to: &page) {
        family, workload throws(ExpositionError) in
        guard let shadow = workload.shadow else { return }
        try family.append(workload.labels, "fleet", "recommended", value(shadow.recommended))
        try family.append(workload.labels, "fleet", "actual", value(shadow.actual))
      }
    }
    try fleets(
      "outrider_shadow_replica_seconds_total",
      "Replicas times seconds in shadow mode, of what was recommended and of what ran.",
      unit: "seconds"
    ) { $0.replicaSeconds }
    try fleets(
      "outrider_shadow_overload_seconds_total",
      "The time in shadow mode in which load exceeded ready capacity, in seconds.",
      unit: "seconds"
    ) { $0.overloadSeconds }
    try fleets(
      "outrider_shadow_replica_changes_total",
      "Replicas added and removed in shadow mode.", unit: nil
    ) { $0.changes }
  }

  mutating func addService(to page: inout MetricPage) throws(ExpositionError) {
    try addGauge(
      "outrider_overload_ratio",
      "The share of the last day in which load exceeded ready capacity.", to: &page
    ) { $0.service.overloadRatio }
    try addForWorkloads(
      "outrider_overload_seconds_total", .counter,
      "The time in which load exceeded ready capacity, in seconds.", unit: "seconds", to: &page
    ) { family, workload in
      let service = workload.service
      family.append(workload.labels, service.isOverloadKnown ? service.overloadSeconds : nil)
    }
    try addGauge(
      "outrider_headroom_ratio",
      "The free share of ready capacity; below 0 where load exceeds it.", to: &page
    ) { $0.service.headroomRatio }
  }
}
