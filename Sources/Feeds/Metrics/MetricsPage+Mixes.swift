import Exposition

// Instances of workloads and of node pools, what they cost, and what could be saved.
extension MetricsPage {
  mutating func addMixes(to page: inout MetricPage) throws(ExpositionError) {
    let mixes = snapshot.workloads.compactMap { workload in
      workload.mix.map { (labels: workload.labels, mix: $0) }
    }
    try add(
      "outrider_instance_mix_instances", .gauge,
      "Instances of the recommended mix, which holds the recommended replicas.", to: &page
    ) { family throws(ExpositionError) in
      try append(mixes, to: &family)
    }
    try addGauge(
      "outrider_instance_mix_cost_dollars_per_hour", "The hourly price of that mix.", to: &page
    ) { $0.mix?.dollarsPerHour }
    try addGauge(
      "outrider_current_cost_dollars_per_hour", "The hourly price of the instances that run.",
      to: &page
    ) { $0.mix?.currentDollarsPerHour }
    try addGauge(
      "outrider_instance_mix_optimality_gap_ratio",
      "How far the cost may lie above the least possible, as a share of it; 0: proven.", to: &page
    ) { $0.mix?.optimalityGap }
    try addGauge(
      "outrider_instance_mix_solve_duration_seconds", "How long the mix took to find.",
      unit: "seconds", to: &page
    ) { $0.mix?.solveSeconds }
    try add(
      "outrider_savings_dollars_per_hour", .gauge,
      "What could be saved against what runs, by kind; the kinds add up.", to: &page
    ) { family throws(ExpositionError) in
      for (labels, mix) in mixes {
        for (kind, dollars) in mix.savings?.kinds ?? [] {
          try family.append(labels, "kind", kind, dollars)
        }
      }
    }
    try addGauge(
      "outrider_instance_mix_survival_ratio",
      "The probability that the capacity of the mix holds when some is taken back, at least.",
      to: &page
    ) { $0.mix?.risk?.survival }
    try addNodePools(to: &page)
  }

  private func addNodePools(to page: inout MetricPage) throws(ExpositionError) {
    var pools: [(labels: LabelBlock, mix: MixStatus)] = []
    for pool in snapshot.nodePools {
      pools.append((labels: try LabelBlock(["node_pool": pool.name]), mix: pool.mix))
    }
    try add(
      "outrider_node_pool_instances", .gauge,
      "Instances that hold the recommended replicas of all workloads of the pool.", to: &page
    ) { family throws(ExpositionError) in
      try append(pools, to: &family)
    }
    let gauges: [(name: String, help: String, value: (MixStatus) -> Double?)] = [
      (
        "outrider_node_pool_cost_dollars_per_hour", "The hourly price of those instances.",
        { $0.dollarsPerHour }
      ),
      (
        "outrider_node_pool_current_cost_dollars_per_hour",
        "The hourly price of the pool's instances that run.", { $0.currentDollarsPerHour }
      ),
      (
        "outrider_node_pool_optimality_gap_ratio",
        "How far the cost may lie above the least possible, as a share of it; 0: proven.",
        { $0.optimalityGap }
      ),
    ]
    for gauge in gauges {
      try add(gauge.name, .gauge, gauge.help, to: &page) { family throws(ExpositionError) in
        for (labels, mix) in pools { family.append(labels, gauge.value(mix)) }
      }
    }
  }

  private func append(
    _ mixes: [(labels: LabelBlock, mix: MixStatus)], to family: inout MetricFamily
  ) throws(ExpositionError) {
    for (labels, mix) in mixes {
      for instances in mix.totals {
        var labels = try labels.adding("instance_type", instances.type)
        labels = try labels.adding("lifecycle", instances.lifecycle)
        try family.append(labels, "zone", instances.zone, Double(instances.count))
      }
    }
  }
}
