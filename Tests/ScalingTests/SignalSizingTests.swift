import Scaling
import Testing
import TimeSeries

@Suite struct SignalSizingTests {
  @Test(
    arguments: [
      (0, 0), (-0.0, 0), (-7, 0), (1e-12, 0), (1e-8, 1), (0.5, 1), (1, 1), (1.0000000001, 1),
      (1.00000001, 2), (3 + 1e-9, 3), (99.9999999999, 100), (100.00000005, 100), (100.000001, 101),
      (2_147_483_646, 2_147_483_646), (2_147_483_647, 2_147_483_647), (1e300, 2_147_483_647),
      (.infinity, 2_147_483_647), (-.infinity, 0), (.nan, 0),
    ] as [(Double, Int)])
  func coversADemand(_ demand: Double, _ replicas: Int) {
    #expect(ReplicaCount.covering(demand) == replicas)
  }

  @Test(
    arguments: [
      (.perReplica(25), 100, 4, 100), (.perReplica(25), 100, nil, 100), (.value(5), 7, 0, 7),
      (.utilization(0.7), 0.5, 10, 5), (.utilization(0.7), 0.5, 0, nil),
      (.utilization(0.7), 0.5, nil, nil), (.utilization(0.7), 0.5, -3, nil),
    ] as [(SignalTarget, Double, Int?, Double?)])
  func turnsReadingsIntoLoads(
    _ target: SignalTarget, _ reading: Double, _ ready: Int?, _ load: Double?
  ) {
    #expect(target.load(from: reading, ready: ready) == load)
  }

  @Test func weighsMeansWithoutOverflow() throws {
    var recommender = Recommender(
      policy: try WorkloadPolicy(
        combination: .mean,
        signals: [
          SignalPolicy(name: "heavy", target: .perReplica(1), weight: 1e308),
          SignalPolicy(name: "as heavy", target: .perReplica(1), weight: 1e308),
          SignalPolicy(name: "light", target: .perReplica(1), weight: 1e-300),
        ]))
    let answer = recommender.recommend(
      at: .init(milliseconds: 0), replicas: ReplicaObservation(),
      signals: [
        SignalObservation(name: "heavy", present: .known(10)),
        SignalObservation(name: "as heavy", present: .known(20)),
        SignalObservation(name: "light", present: .known(1e9)),
      ])
    #expect(answer.replicas == 15)
  }
}
