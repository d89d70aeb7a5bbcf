import Exposition
import Numerals
import Scaling
import TimeSeries

/// A snapshot as /metrics. Names, types and labels are those that people build dashboards and alerts on: docs/metrics.md.
struct MetricsPage {
  let snapshot: Snapshot
  let requests: RequestMetrics
  let scaling: ScalingOperations

  /// Families with series of each workload, each signal and each forecast. They are filled together, workload by workload: to go through
  /// all of them for each family would copy what they hold again and again.
  private var workloadFamilies: [Filler<WorkloadStatus>] = []
  private var signalFamilies: [Filler<SignalRow>] = []
  private var forecastFamilies: [Filler<ForecastRow>] = []

  /// A family, and what it takes of a row.
  private struct Filler<Row> {
    var family: MetricPage.FamilyID
    var fill: (inout MetricFamily, Row) throws(ExpositionError) -> Void
  }

  /// A signal, and what it asked for in the last decision; nil before the first.
  struct SignalRow {
    var signal: SignalStatus
    var wish: SignalRecommendation?
  }

  /// A forecast, the labels of its signal, and those with its horizon.
  struct ForecastRow {
    var forecast: SignalForecast
    var signal: LabelBlock
    var horizon: LabelBlock
  }

  init(snapshot: Snapshot, requests: RequestMetrics, scaling: ScalingOperations) {
    self.snapshot = snapshot
    self.requests = requests
    self.scaling = scaling
  }

  /// The page in one of the two forms, made on the `page` of an earlier snapshot, which may be empty: series that it had already cost no more than their values.
  ///
  /// - Throws: only where a family of this file is malformed, which the tests of this room would show.
  mutating func render(
    _ format: ExpositionFormat, on page: inout MetricPage
  ) throws(ExpositionError) -> [UInt8] {
    page.removeAll()
    (workloadFamilies, signalFamilies, forecastFamilies) = ([], [], [])
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
    try fillRows(of: &page)
    return page.render(format)
  }

  private func fillRows(of page: inout MetricPage) throws(ExpositionError) {
    for workload in snapshot.workloads {
      for family in workloadFamilies { try family.fill(&page[family.family], workload) }
      let wishes = workload.recommendation?.signals ?? []
      for (index, signal) in workload.signals.enumerated() {
        let row = SignalRow(signal: signal, wish: index < wishes.count ? wishes[index] : nil)
        for family in signalFamilies { try family.fill(&page[family.family], row) }
        guard let forecast = signal.forecast else { continue }
        let forecasts = ForecastRow(
          forecast: forecast, signal: signal.labels,
          horizon: try signal.labels.adding(
            "horizon_seconds", DecimalText.string(forecast.horizon.inSeconds)))
        for family in forecastFamilies { try family.fill(&page[family.family], forecasts) }
      }
    }
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

  /// Adds one family, to which `fill` adds the series of each workload.
  mutating func addForWorkloads(
    _ name: String, _ type: MetricType, _ help: String, unit: String? = nil,
    to page: inout MetricPage,
    fill: @escaping (inout MetricFamily, WorkloadStatus) throws(ExpositionError) -> Void
  ) throws(ExpositionError) {
    let family = try page.add(MetricFamily(name, type, help: help, unit: unit))
    workloadFamilies.append(Filler(family: family, fill: fill))
  }

  /// Adds one family, to which `fill` adds the series of each signal.
  mutating func addForSignals(
    _ name: String, _ help: String, unit: String? = nil, to page: inout MetricPage,
    fill: @escaping (inout MetricFamily, SignalRow) throws(ExpositionError) -> Void
  ) throws(ExpositionError) {
    let family = try page.add(MetricFamily(name, .gauge, help: help, unit: unit))
    signalFamilies.append(Filler(family: family, fill: fill))
  }

  /// Adds one family, to which `fill` adds the series of each forecast.
  mutating func addForForecasts(
    _ name: String, _ help: String, to page: inout MetricPage,
    fill: @escaping (inout MetricFamily, ForecastRow) throws(ExpositionError) -> Void
  ) throws(ExpositionError) {
    let family = try page.add(MetricFamily(name, .gauge, help: help))
    forecastFamilies.append(Filler(family: family, fill: fill))
  }

  /// Adds a gauge with one value a workload.
  mutating func addGauge(
    _ name: String, _ help: String, unit: String? = nil, to page: inout MetricPage,
    value: @escaping (WorkloadStatus) -> Double?
  ) throws(ExpositionError) {
    try addForWorkloads(name, .gauge, help, unit: unit, to: &page) { family, workload in
      family.append(workload.labels, value(workload))
    }
  }
}
