import Foundation
import TestSupport
import Testing

/// Prices and running instances from a real Prometheus, and a catalogue file that changes while Outrider runs.
@Suite struct InstanceMarketTests {
  private static let labels = """
    label_replace(vector(%V), "instance_type", "%T", "", "")
    """

  private static func series(_ values: [(String, Double)]) -> String {
    values.map {
      labels.replacingOccurrences(of: "%V", with: "\($0.1)")
        .replacingOccurrences(of: "%T", with: $0.0)
    }.joined(separator: " or ")
  }

  private static func catalogue(large: Double) -> String {
    """
    instance_type,lifecycle,vcpu,usd_per_hour
    small,on-demand,2,0.10
    large,on-demand,8,\(large)
    large,spot,8,0.30

    """
  }

  @Test func pricesAndInstancesAreThoseOfNow() async throws {
    let prometheus = try await TestPrometheus()
    defer { prometheus.stop() }
    let folder = try TemporaryDirectory()
    try folder.write(Self.catalogue(large: 0.35), to: "catalogue.csv")
    let file = try folder.write(
      """
      interval: 500ms
      sources:
        - prometheus: { url: "\(prometheus.url)", timeout: 400ms, backfill: 0s }
      node_pools:
        - name: general
          catalogue: catalogue.csv
          pods:
            - { workload: web, per_replica: { cpu: 2 } }
            - { workload: jobs, per_replica: { cpu: 3 } }
      workloads:
        - name: web
          signals: [{ query: vector(4), per_replica: 1, model: last_value }]
          startup: 1s
          mix:
            catalogue: catalogue.csv
            per_replica: { cpu: 2 }
            prices:
              - { query: '\(Self.series([("large", 0.05), ("other", 1)]))', lifecycle: spot }
            current: { query: '\(Self.series([("small", 6)]))' }
        - name: jobs
          signals: [{ query: vector(1), per_replica: 1, model: last_value }]
          startup: 1s
          mix:
            catalogue: catalogue.csv
            per_replica: { cpu: 3 }
            spot_share: 0%
      """, to: "outrider.yaml")
    let outrider = try await OutriderProcess(configuration: file)
    defer { outrider.stop() }

    let cost = #"outrider_instance_mix_cost_dollars_per_hour{workload="web"}"#
    try await outrider.waitForMetric(cost) { $0 == 0.05 }
    #expect(
      try await outrider.metric(
        #"outrider_instance_mix_instances{workload="web",instance_type="large",lifecycle="spot"}"#)
        == 1)
    try await outrider.waitForMetric(#"outrider_current_cost_dollars_per_hour{workload="web"}"#) {
      $0.map { abs($0 - 0.6) < 1e-9 } ?? false
    }
    let idle = #"outrider_savings_dollars_per_hour{workload="web",kind="idle_removal"}"#
    try await outrider.waitForMetric(idle) { $0.map { abs($0 - 0.2) < 1e-9 } ?? false }
    #expect(
      try await outrider.metric(#"outrider_current_cost_dollars_per_hour{workload="jobs"}"#) == nil,
      "nobody tells what runs")

    // Four pods of two cores and one of three: two large ones on spot, or one and three small ones.
    let pool = #"outrider_node_pool_cost_dollars_per_hour{node_pool="general"}"#
    try await outrider.waitForMetric(pool) { $0 == 0.5 || $0 == 0.6 }
    let answer = try await get("http://127.0.0.1:\(outrider.port)/api/v1/node_pools/general")
    #expect(answer.text.contains(#""workload":"jobs","replicas":1"#))
    let manifest = try await get(
      "http://127.0.0.1:\(outrider.port)/api/v1/workloads/jobs/mix?format=karpenter")
    #expect(manifest.text.hasPrefix("apiVersion: karpenter.sh/v1\n"))
    let odd = try await get(
      "http://127.0.0.1:\(outrider.port)/api/v1/workloads/jobs/mix?format=toml")
    #expect(odd.text.contains("bad_data"))

    // The file is read again.
    let jobs = #"outrider_instance_mix_cost_dollars_per_hour{workload="jobs"}"#
    try await outrider.waitForMetric(jobs) { $0 == 0.35 }
    try folder.write(Self.catalogue(large: 0.25), to: "catalogue.csv")
    try await outrider.waitForMetric(jobs) { $0 == 0.25 }
  }
}
