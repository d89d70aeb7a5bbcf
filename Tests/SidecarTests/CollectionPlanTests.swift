import Configuration
import Scaling
import Testing

@testable import Sidecar

/// Which source is asked what.
@Suite struct CollectionPlanTests {
  @Test func asksEqualQueriesOnce() {
    var settings = Settings()
    settings.sources = [
      SourceSettings(name: "main", kind: .prometheus(PrometheusSettings(url: "http://a"))),
      SourceSettings(name: "other", kind: .prometheus(PrometheusSettings(url: "http://b"))),
      SourceSettings(name: "unused", kind: .prometheus(PrometheusSettings(url: "http://c"))),
    ]
    var first = Fixture.workload("first")
    first.replicas.current = Fixture.query("replicas")
    first.replicas.ready = Fixture.query("replicas")
    first.signals[0].reference = Fixture.query("load")
    var second = Fixture.workload("second")
    second.signals[0].reference = Fixture.query("load")
    second.signals.append(
      SignalSettings(
        name: "elsewhere", reference: Fixture.query("load", source: "other"),
        target: .perReplica(1)))
    second.signals.append(
      SignalSettings(
        name: "reduced",
        reference: SignalReference(source: "main", selector: .query("load", reduce: .sum)),
        target: .perReplica(1)))
    settings.workloads = [first, second]

    let plan = CollectionPlan(settings)
    #expect(
      plan.queries == [
        [
          .query("replicas", reduce: nil), .query("load", reduce: nil),
          .query("load", reduce: .sum),
        ],
        [.query("load", reduce: nil)], [],
      ])
    typealias Slot = CollectionPlan.Slot
    #expect(plan.workloads[0].current == Slot(source: 0, query: 0))
    #expect(plan.workloads[0].ready == Slot(source: 0, query: 0))
    #expect(plan.workloads[0].signals == [Slot(source: 0, query: 1)])
    #expect(plan.workloads[0].sources == [0])
    #expect(plan.workloads[1].current == nil)
    #expect(
      plan.workloads[1].signals == [
        Slot(source: 0, query: 1), Slot(source: 1, query: 0), Slot(source: 0, query: 2),
      ])
    #expect(plan.workloads[1].sources == [0, 1])
  }
}
