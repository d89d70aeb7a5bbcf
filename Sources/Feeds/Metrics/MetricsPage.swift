import Exposition
import Numerals

/// A snapshot as /metrics. Names, types and labels are those that people build dashboards and alerts on: docs/metrics.md.
struct MetricsPage {
  let snapshot: Snapshot
  let requests: RequestMetrics
  let scaling: ScalingOperations

  init(_ snapshot: Snapshot, requests: RequestMetrics, scaling: ScalingOperations) {
    self.scaling = scaling
    self.snapshot = snapshot
    self.requests = requests
  }

  /// The page in one of the two forms, made on the `page` of an earlier snapshot, which may be empty: series that it had already cost no more than their values.
  ///
  /// - Throws: only where a family of this file is malformed, which the tests of this room would show.
  func render(
    _ format: ExpositionFormat, on page: inout MetricPage
  ) throws(ExpositionError) -> [UInt8] {
    page.removeAll()
    try addHealth(to: &page)
    try addSignals(to: &page)
    try addForecasts(to: &page)
    try addPatterns(to: &page)
    try addRecommendations(to: &page)
    try addPromises(to: &page)
    try addService(to: &page)
    try addPhases(to: &page)
    try addShadows(to: &page)
    try addLearnt(to: &page)
    try addMixes(to: &page)
    try requests.add(to: &page)
    try scaling.add(to: &page)
    try addProcess(to: &page)
    return page.render(format)
  }

  /// Adds one family, filled by `fill`.
  func add(
    _ name: String, _ type: MetricType, _ help: String, unit: String? = nil,
    to page: inout MetricPage,
    fill: (inout MetricFamily) throws(ExpositionError) -> Void
  ) throws(ExpositionError) {
    let family = try page.add(MetricFamily(name, type, help: help, unit: unit))
    try fill(&page[family])
  }

  /// Adds a gauge with one value a workload.
  func addGauge(
    _ name: String, _ help: String, unit: String? = nil, to page: inout MetricPage,
    value: (WorkloadStatus) -> Double?
  ) throws(ExpositionError) {
    try add(name, .gauge, help, unit: unit, to: &page) { family throws(ExpositionError) in
      for workload in snapshot.workloads { family.append(workload.labels, value(workload)) }
    }
  }
}
