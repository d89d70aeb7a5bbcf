import Calendar
import JSON
import Scaling
import TimeSeries

/// A workload as JSON.
///
/// Members whose value is not known are null, except `recommended_replicas`, which is left out: KEDA's metrics-api trigger holds
/// the replicas where its value is missing.
struct WorkloadJSON {
  let workload: WorkloadStatus

  /// Writes the workload as one object.
  ///
  /// - Parameter isFeed: whether autoscalers read the object as a recommendation. Then a workload in shadow mode
  ///   leaves `recommended_replicas` out.
  func write(to writer: inout JSONWriter, isFeed: Bool) {
    let recommendation = workload.recommendation
    writer.beginObject()
    writer.member("name", workload.name)
    writer.member("mode", workload.isLive ? "live" : "shadow")
    writer.member("time", recommendation.map { $0.at.seconds })
    if let replicas = recommendation?.replicas, workload.isLive || !isFeed {
      writer.member("recommended_replicas", replicas)
    }
    writer.member("current_replicas", workload.replicas.current)
    writer.member("ready_replicas", workload.replicas.ready)
    writer.member("reason", (recommendation?.reason ?? .unknown).rawValue)
    writer.member("action", (recommendation?.action ?? .none).rawValue)
    writer.member("trigger", (recommendation?.trigger ?? .none).label)
    writer.member("confidence", recommendation?.confidence)
    writer.member("fallback_active", recommendation?.isFallbackActive)
    writer.member("held", recommendation?.isHeld)
    writeSignals(to: &writer)
    writeForecast(to: &writer)
    writeLimits(to: &writer)
    writeMix(to: &writer)
    writer.key("upcoming_events")
    writer.beginArray()
    for event in workload.upcomingEvents {
      writer.beginObject()
      writer.member("name", event.name)
      writer.member("kind", event.kind.rawValue)
      writer.member("start", event.start.rfc3339)
      writer.member("end", event.end.rfc3339)
      writer.endObject()
    }
    writer.endArray()
    write(workload.schedules, to: &writer)
    write(recommendation?.promise, to: &writer)
    writer.key("events")
    writer.beginArray()
    for event in recommendation?.events ?? [] { BoardJSON.write(event, to: &writer) }
    writer.endArray()
    writer.key("control")
    BoardJSON.write(recommendation?.control, to: &writer)
    writer.key("shortage")
    if let shortage = recommendation?.shortage {
      writer.beginObject()
      writer.member("resource", shortage.resource)
      writer.member("available", shortage.available)
      writer.member("needed", shortage.needed)
      writer.endObject()
    } else {
      writer.null()
    }
    write(workload.shadow, to: &writer)
    write(workload.learnt, to: &writer)
    writer.key("overload")
    writer.beginObject()
    writer.member(
      "seconds_total",
      workload.service.isOverloadKnown ? workload.service.overloadSeconds : nil)
    writer.member("ratio_1d", workload.service.overloadRatio)
    writer.member("headroom_ratio", workload.service.headroomRatio)
    writer.endObject()
    writer.member(
      "explanation", workload.explanation)
    writer.endObject()
  }

  private func writeSignals(to writer: inout JSONWriter) {
    writer.key("signals")
    writer.beginArray()
    for (index, signal) in workload.signals.enumerated() {
      let wish = workload.recommendation.flatMap {
        index < $0.signals.count ? $0.signals[index] : nil
      }
      writer.beginObject()
      writer.member("name", signal.name)
      writer.member("source", signal.source)
      writer.member("value", signal.value)
      writer.member("load", signal.load)
      writer.member("age_seconds", signal.age?.inSeconds)
      writer.member("problem", signal.problem)
      switch signal.target {
      case .perReplica(let target): writer.member("per_replica", target)
      case .utilization(let target): writer.member("utilization", target)
      case .value(let target): writer.member("target_value", target)
      case .leading: writer.member("leading", true)
      }
      writer.member("desired_from_present", wish?.fromPresent)
      writer.member("desired_from_forecast", wish?.fromForecast)
      writer.member("desired_replicas", wish?.desired)
      writer.endObject()
    }
    writer.endArray()
  }

  private func writeForecast(to writer: inout JSONWriter) {
    writer.key("forecast")
    writer.beginArray()
    for signal in workload.signals {
      guard let forecast = signal.forecast else { continue }
      writer.beginObject()
      writer.member("signal", signal.name)
      writer.member("horizon_seconds", forecast.horizon.inSeconds)
      write(forecast.end, as: "end", to: &writer)
      write(forecast.windowMax, as: "window_max", to: &writer)
      writer.member("decisive_level", forecast.decisiveLevel)
      write(forecast.weights.map { ($0.model, $0.weight) }, as: "models", to: &writer)
      writer.member("scaled_error", forecast.scaledError)
      writer.member("skill", forecast.scaledError.map { 1 - $0 })
      write(forecast.coverage, as: "coverage", to: &writer)
      write(forecast.quantileLosses, as: "scaled_quantile_loss", to: &writer)
      writer.member("confidence", forecast.confidence)
      writer.endObject()
    }
    writer.endArray()
  }

  private func writeLimits(to writer: inout JSONWriter) {
    writer.key("limits")
    writer.beginArray()
    for limit in workload.recommendation?.limits ?? [] {
      writer.beginObject()
      writer.member("limit", limit.kind.rawValue)
      writer.member("from", limit.from)
      writer.member("to", limit.to)
      writer.endObject()
    }
    writer.endArray()
  }

  private func writeMix(to writer: inout JSONWriter) {
    writer.key("mix")
    guard let mix = workload.mix else {
      writer.null()
      return
    }
    MixJSON(mix: mix).write(to: &writer)
  }

  private func write(_ levels: [(String, Double)], as key: String, to writer: inout JSONWriter) {
    writer.key(key)
    writer.beginObject()
    for (level, value) in levels { writer.member(level, value) }
    writer.endObject()
  }

  private func write(_ promise: PromisedReplicas?, to writer: inout JSONWriter) {
    writer.key("promise")
    guard let promise else {
      writer.null()
      return
    }
    writer.beginObject()
    writer.member("target_overload", promise.share)
    writer.member("delivered_ratio", promise.delivered)
    writer.member("replicas", promise.replicas)
    writer.member("needed_now", promise.need)
    writer.member("risk", promise.chance)
    writer.member("risk_with_one_fewer", promise.chanceWithOneFewer)
    writer.member("risk_with_one_more", promise.chanceWithOneMore)
    writer.endObject()
  }

  private func write(_ learnt: LearntStatus?, to writer: inout JSONWriter) {
    writer.key("learnt")
    guard let learnt else {
      writer.null()
      return
    }
    writer.beginObject()
    writer.key("startup")
    if let startup = learnt.startup {
      writer.beginObject()
      writer.member("configured_seconds", startup.configured.inSeconds)
      writer.member("median_seconds", startup.median.inSeconds)
      writer.member("upper_seconds", startup.upper.inSeconds)
      writer.member("count", startup.count)
      writer.endObject()
    } else {
      writer.null()
    }
    writer.key("per_replica")
    writer.beginArray()
    for capacity in learnt.capacities {
      writer.beginObject()
      writer.member("signal", capacity.signal)
      writer.member("configured", capacity.configured)
      writer.member("learnt", capacity.perReplica)
      writer.member("deviation_ratio", capacity.deviationRatio)
      writer.member("count", capacity.count)
      writer.endObject()
    }
    writer.endArray()
    writer.endObject()
  }

  private func write(_ shadow: ShadowReport?, to writer: inout JSONWriter) {
    writer.key("shadow")
    guard let shadow else {
      writer.null()
      return
    }
    writer.beginObject()
    writer.member("seconds", shadow.seconds)
    writer.member("saving_ratio", shadow.savingRatio)
    for (name, fleet) in [("recommended", shadow.recommended), ("actual", shadow.actual)] {
      writer.key(name)
      writer.beginObject()
      writer.member("replica_hours", fleet.replicaSeconds / 3600)
      writer.member("overload_seconds", fleet.overloadSeconds)
      writer.member("replica_changes", fleet.changes)
      writer.endObject()
    }
    writer.endObject()
  }

  private func write(_ schedules: ScheduleStatus?, to writer: inout JSONWriter) {
    writer.key("schedules")
    guard let schedules else {
      writer.null()
      return
    }
    writer.beginObject()
    writer.key("in_force")
    writer.beginArray()
    for name in schedules.inForce { writer.string(name) }
    writer.endArray()
    writer.key("upcoming")
    writer.beginArray()
    for change in schedules.upcoming {
      writer.beginObject()
      writer.member("time", change.time.rfc3339)
      writer.member("schedule", change.schedule)
      writer.member("change", change.change)
      writer.member("floor", change.floor)
      writer.member("ceiling", change.ceiling)
      writer.member("exact", change.exact)
      writer.endObject()
    }
    writer.endArray()
    writer.endObject()
  }
}
