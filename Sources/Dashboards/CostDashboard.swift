/// What the recommended instances cost, which they are, and what could be saved.
enum CostDashboard {
  /// The dashboard.
  static let dashboard = Dashboard(
    uid: "outrider-cost", title: "Cost",
    summary:
      "Which instances are recommended, what they cost, what could be saved against what runs, and how sure it is that nothing cheaper exists.",
    range: "24h", variables: [.dataSource, .job, .instance, .workloads, .nodePools],
    sections: [
      PanelSection("Now", now),
      PanelSection("Cost of workloads", cost),
      PanelSection("Instances of workloads", instances),
      PanelSection("Node pools", pools),
    ])

  // MARK: Series

  private static let mixCost = each(
    "workload", of: Selector("outrider_instance_mix_cost_dollars_per_hour", .workload))
  private static let currentCost = each(
    "workload", of: Selector("outrider_current_cost_dollars_per_hour", .workload))
  private static let replicas = each(
    "workload", of: Selector("outrider_recommended_replicas", .workload))
  private static let savings = each(
    "workload", "kind", of: Selector("outrider_savings_dollars_per_hour", .workload))
  private static let gap = each(
    "workload", of: Selector("outrider_instance_mix_optimality_gap_ratio", .workload))
  private static let survival = each(
    "workload", of: Selector("outrider_instance_mix_survival_ratio", .workload))
  private static let solving = each(
    "workload", of: Selector("outrider_instance_mix_solve_duration_seconds", .workload))
  private static let mix = each(
    "workload", "instance_type", "lifecycle", "zone",
    of: Selector("outrider_instance_mix_instances", .workload))
  private static let poolCost = each(
    "node_pool", of: Selector("outrider_node_pool_cost_dollars_per_hour", .nodePool))
  private static let poolCurrentCost = each(
    "node_pool", of: Selector("outrider_node_pool_current_cost_dollars_per_hour", .nodePool))
  private static let poolGap = each(
    "node_pool", of: Selector("outrider_node_pool_optimality_gap_ratio", .nodePool))
  private static let pool = each(
    "node_pool", "instance_type", "lifecycle", "zone",
    of: Selector("outrider_node_pool_instances", .nodePool))

  private static let spot = each(
    "workload", "instance_type", "zone",
    of: Selector("outrider_instance_mix_instances", .workload, #"lifecycle="spot""#))
  private static let poolSpot = each(
    "node_pool", "instance_type", "zone",
    of: Selector("outrider_node_pool_instances", .nodePool, #"lifecycle="spot""#))

  /// The share that spot instances are of all: 0 where there are instances and none of them is spot, absent where there are none.
  private static func share(of spot: String, in all: String, by label: String) -> String {
    let labels = "by (job, \(label))"
    return
      "(sum \(labels) (\(spot)) or 0 * sum \(labels) (\(all))) / (sum \(labels) (\(all)) > 0)"
  }

  // MARK: Panels

  private static let now: [Panel] = [
    .number(
      "Recommended per hour",
      "Price of the recommended instances of all workloads, dollars per hour.",
      .dollars, absence: "no mix", "sum(\(mixCost))"),
    .number(
      "Running per hour",
      "Price of the instances that run, dollars per hour, of workloads for which it is known.",
      .dollars, "sum(\(currentCost))"),
    .number(
      "Could be saved per hour",
      "What the recommended mixes would save against what runs, dollars per hour.", .dollars,
      "sum(\(savings))"),
    .number(
      "Share that could be saved",
      "Savings as a share of the price of what runs, over workloads for which both are known.",
      .share, "sum(\(savings)) / sum(\(currentCost) and on (job, workload) \(savings))"),
    .number(
      "Spot share",
      "Share of the recommended instances that are spot.", .share, absence: "no mix",
      "(sum(\(spot)) or 0 * sum(\(mix))) / (sum(\(mix)) > 0)"),
    .number(
      "Largest optimality gap",
      "How far the cost of any mix may lie above the least possible. 0 is proven: there is no cheaper one.",
      .share, thresholds: PanelThreshold.rising(doubtful: 0.0001, wrong: 0.05), absence: "no mix",
      "max(\(gap))"),
  ]

  private static let cost: [Panel] = [
    Panel(
      "Cost per hour: recommended and running",
      "Price of the recommended instances, and of those that run (dashed). The latter is absent without `mix.current`, and while any of them is not in the catalogue.",
      .timeSeries(), .dollars, width: 12, minimum: 0, leadsToWorkload: true,
      [
        .range(mixCost, "{{workload}} recommended"),
        .range(currentCost, "{{workload}} running", .dashed),
      ]),
    Panel(
      "Savings per hour by kind",
      "What could be saved against what runs: `idle_removal` of instances that nothing needs, `downsizing` to smaller ones, a `better_mix` of types, and `spot`. They add up.",
      .timeSeries(.stacked), .dollars, width: 12, minimum: 0,
      [.range("sum by (kind) (\(savings))", "{{kind}}")]),
    Panel(
      "Savings per hour by workload", "Where most could be saved against what runs.", .bars,
      .dollars, width: 12, minimum: 0, leadsToWorkload: true,
      [.now("sort_desc(sum by (workload) (\(savings)))", "{{workload}}")]),
    Panel(
      "Price of a replica per hour",
      "Price of the recommended mix over the replicas that it holds.", .timeSeries(), .dollars,
      width: 12, minimum: 0, leadsToWorkload: true,
      [.range("\(mixCost) / (\(replicas) > 0)", "{{workload}}")]),
  ]

  private static let instances: [Panel] = [
    Panel(
      "Recommended instances by type",
      "Instances of the recommended mixes of all workloads, by type and lifecycle.",
      .timeSeries(.stacked), .count, width: 12, minimum: 0,
      [
        .range(
          "sum by (instance_type, lifecycle) (\(mix))", "{{instance_type}} {{lifecycle}}")
      ]),
    Panel(
      "Spot share by workload",
      "Share of each workload's recommended instances that are spot.", .timeSeries(.steps),
      .share, width: 12, minimum: 0, maximum: 1, leadsToWorkload: true,
      [
        .range(share(of: spot, in: mix, by: "workload"), "{{workload}}")
      ]),
    Panel(
      "Recommended mixes",
      "How many instances of which type each workload should have now; a click on its name opens it. A zone is empty where the catalogue names none.",
      .table(columns: [
        .label("workload", "Workload"), .label("instance_type", "Instance type"),
        .label("lifecycle", "Lifecycle"), .label("zone", "Zone"), .query("Instances"),
      ]), .count, width: 12, leadsToWorkload: true, [.now("\(mix) > 0")]),
    Panel(
      "Survival of interruptions",
      "Probability that the capacity of the mix holds when some of it is taken back, at least. Absent where nothing can be interrupted.",
      .timeSeries(), .share, width: 12, maximum: 1, absence: "nothing can be interrupted",
      leadsToWorkload: true, [.range(survival, "{{workload}}")]),
    Panel(
      "Optimality gap",
      "How far the cost may lie above the least possible, as a share of it. 0 is proven.",
      .timeSeries(), .share, width: 12, minimum: 0, leadsToWorkload: true,
      [.range(gap, "{{workload}}")]),
    Panel(
      "Time to find the mix",
      "How long the last solution took. A mix is solved anew only when replicas, prices or what runs change.",
      .timeSeries(), .seconds, width: 12, minimum: 0, leadsToWorkload: true,
      [.range(solving, "{{workload}}")]),
  ]

  private static let pools: [Panel] = [
    Panel(
      "Cost of node pools per hour: recommended and running",
      "Price of the instances that hold the recommended replicas of all workloads of a pool, and of those that run (dashed), where it is known.",
      .timeSeries(), .dollars, width: 12, minimum: 0, absence: "no node pool",
      [
        .range(poolCost, "{{node_pool}} recommended"),
        .range(poolCurrentCost, "{{node_pool}} running", .dashed),
      ]),
    Panel(
      "Instances of node pools",
      "Recommended instances by pool, type and lifecycle.", .timeSeries(.stacked), .count,
      width: 12, minimum: 0, absence: "no node pool",
      [
        .range(
          "sum by (node_pool, instance_type, lifecycle) (\(pool))",
          "{{node_pool}}: {{instance_type}} {{lifecycle}}")
      ]),
    Panel(
      "Spot share of node pools", "Share of each pool's recommended instances that are spot.",
      .timeSeries(.steps), .share, width: 8, minimum: 0, maximum: 1, absence: "no node pool",
      [
        .range(share(of: poolSpot, in: pool, by: "node_pool"), "{{node_pool}}")
      ]),
    Panel(
      "Optimality gap of node pools",
      "How far the cost may lie above the least possible, as a share of it. 0 is proven.",
      .timeSeries(), .share, width: 8, minimum: 0, absence: "no node pool",
      [.range(poolGap, "{{node_pool}}")]),
    Panel(
      "Instances of node pools now", "How many instances of which type each pool should have now.",
      .table(columns: [
        .label("node_pool", "Node pool"), .label("instance_type", "Instance type"),
        .label("lifecycle", "Lifecycle"), .label("zone", "Zone"), .query("Instances"),
      ]), .count, width: 8, absence: "no node pool", [.now("\(pool) > 0")]),
  ]
}
