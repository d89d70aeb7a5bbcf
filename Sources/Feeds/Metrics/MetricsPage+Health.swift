import Exposition
import TimeSeries

// The sidecar itself: build, configuration, sources, cycles, memory, process.
extension MetricsPage {
  func addHealth(to page: inout MetricPage) throws(ExpositionError) {
    try add(
      "outrider_build_info", .gauge, "Always 1; the labels tell what runs.", to: &page
    ) { family throws(ExpositionError) in
      let build = snapshot.build
      family.append(
        try LabelBlock(["version": build.version, "revision": build.revision]), 1)
    }
    let configuration = snapshot.configuration
    try add(
      "outrider_config_last_reload_successful", .gauge,
      "1: the last configuration was taken. 0: it was refused, and the one before is in force.",
      to: &page
    ) { family throws(ExpositionError) in
      family.append(.none, configuration.isLastReloadSuccessful ? 1 : 0)
    }
    try add(
      "outrider_config_last_reload_success_timestamp_seconds", .gauge,
      "When a configuration was last taken, in Unix seconds.", unit: "seconds", to: &page
    ) { family throws(ExpositionError) in
      family.append(.none, configuration.lastSuccess.seconds)
    }
    try addSources(to: &page)
    try addCycles(to: &page)
  }

  private func addSources(to page: inout MetricPage) throws(ExpositionError) {
    try add(
      "outrider_source_up", .gauge, "1: the source answered in the last cycle.", to: &page
    ) { family throws(ExpositionError) in
      for source in snapshot.sources {
        family.append(try labels(of: source), source.isUp.map { $0 ? 1 : 0 })
      }
    }
    try add(
      "outrider_source_last_success_timestamp_seconds", .gauge,
      "When the source last answered, in Unix seconds (of the trace, where it is a replay).",
      unit: "seconds", to: &page
    ) { family throws(ExpositionError) in
      for source in snapshot.sources {
        family.append(try labels(of: source), source.lastSuccess?.seconds)
      }
    }
    let telemetry = snapshot.telemetry
    try add(
      "outrider_source_fetch_duration_seconds", .histogram,
      "How long it took to read all queries of a source.", unit: "seconds", to: &page
    ) { family throws(ExpositionError) in
      for (source, histogram) in telemetry.fetchDurations.sorted(by: { $0.key < $1.key }) {
        try family.addSeries(try LabelBlock(["source": source]), histogram)
      }
    }
    try add(
      "outrider_source_errors_total", .counter, "Queries that failed, by reason.", to: &page
    ) { family throws(ExpositionError) in
      let errors = telemetry.sourceErrors.sorted {
        ($0.key.source, $0.key.reason) < ($1.key.source, $1.key.reason)
      }
      for (key, counter) in errors {
        family.append(
          try LabelBlock(["source": key.source, "reason": key.reason]), counter)
      }
    }
  }

  private func addCycles(to page: inout MetricPage) throws(ExpositionError) {
    let telemetry = snapshot.telemetry
    try add(
      "outrider_cycle_duration_seconds", .histogram,
      "How long the stages of a cycle took: collect (waiting for sources), decide, persist.",
      unit: "seconds", to: &page
    ) { family throws(ExpositionError) in
      for (stage, histogram) in telemetry.stageDurations.sorted(by: { $0.key < $1.key }) {
        try family.addSeries(try LabelBlock(["stage": stage]), histogram)
      }
    }
    try add(
      "outrider_cycles_skipped_total", .counter,
      "Cycles that were left out since the one before had not ended.", to: &page
    ) { family throws(ExpositionError) in
      family.append(.none, telemetry.skippedCycles)
    }
    try add(
      "outrider_history_write_errors_total", .counter,
      "Cycles whose samples could not be written to disk.", to: &page
    ) { family throws(ExpositionError) in
      family.append(.none, telemetry.historyWriteErrors)
    }
    try add(
      "outrider_history_samples", .gauge, "Samples in memory.", to: &page
    ) { family throws(ExpositionError) in
      family.append(.none, telemetry.historySamples.map(Double.init))
    }
    try add(
      "outrider_history_memory_bytes", .gauge, "The memory that samples take, in bytes.",
      unit: "bytes", to: &page
    ) { family throws(ExpositionError) in
      family.append(.none, telemetry.historyBytes.map(Double.init))
    }
  }

  func addProcess(to page: inout MetricPage) throws(ExpositionError) {
    for metric in ProcessMetric.allCases {
      let type: MetricType = metric == .cpuSeconds ? .counter : .gauge
      try add(metric.rawValue, type, metric.help, to: &page) { family throws(ExpositionError) in
        family.append(.none, snapshot.telemetry.process[metric])
      }
    }
  }

  private func labels(of source: SourceStatus) throws(ExpositionError) -> LabelBlock {
    try LabelBlock(["source": source.name, "kind": source.kind])
  }
}
