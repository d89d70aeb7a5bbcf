import Foundation
import Sizing
import Testing
import TimeSeries

@testable import Backtesting

/// Fleets, schedules and scores, against brute force and against a reference implementation of the same model.
struct BacktestTests {
  /// The World Cup trace as the reference takes it: at 15 s, linear between the minutes, 40 replicas at its 99.9 % quantile.
  private static func worldCup() throws -> Demand {
    let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "examples/traces/worldcup98.csv")
    let rows = try String(contentsOf: path, encoding: .utf8).split(separator: "\n").dropFirst()
    let points = rows.compactMap { $0.split(separator: ",").last.flatMap { Double($0) } }
    var loads: [Double] = []
    for (before, after) in zip(points, points.dropFirst()) {
      for part in 0..<4 { loads.append(before + (after - before) * Double(part) / 4) }
    }
    loads.append(points[points.count - 1])
    let sorted = loads.sorted()
    let place = 0.999 * Double(sorted.count - 1)
    let low = sorted[Int(place)]
    let quantile = low + (sorted[Int(place) + 1] - low) * (place - place.rounded(.down))
    let scaled = loads.map { $0 / (quantile / 40) }
    return try #require(
      Demand(
        loads: scaled, tick: .seconds(15), start: Timestamp(milliseconds: 896_140_800_000),
        most: max(100, 2 * Int(scaled.max()!.rounded(.up)))))
  }

  @Test func agreesWithTheReference() throws {
    let backtest = Backtest(try Self.worldCup(), startup: .seconds(120))
    let prediction = HorizontalAutoscaler.Prediction(range: .seconds(600), ahead: .seconds(180))
    let tick = Duration.seconds(15)
    // Replica-hours, cost ratio, overload, unserved, churn a day, spare; the reference's, in the order of the policies.
    let table: [(String, Backtest.Outcome, [Double])] = [
      (
        "static", backtest.play(StaticPeak(target: 0.7)),
        [3419.9208, 1.327128, 0.175861, 0.121786, 0, 0.383934]
      ),
      (
        "hpa", backtest.play(HorizontalAutoscaler(target: 0.7, tick: tick)),
        [3604.1375, 1.398615, 0, 0, 76.0018, 0.334749]
      ),
      (
        "hpa at 1", backtest.play(HorizontalAutoscaler(target: 1, tick: tick)),
        [2533.6125, 0.983189, 0.217204, 0.009045, 50.8012, 0.063046]
      ),
      (
        "keda",
        backtest.play(HorizontalAutoscaler(target: 1, tick: tick, prediction: prediction)),
        [2565.6792, 0.995633, 0.170120, 0.007063, 66.6682, 0.074145]
      ),
      ("oracle", backtest.oracle, [2576.9333, 1, 0, 0, 456.0106, 0.057483]),
    ]
    for (name, outcome, expected) in table {
      let score = outcome.score
      let found = [
        score.replicaHours, score.costRatio, score.overload, score.unserved, score.churnPerDay,
        score.spare,
      ]
      for (value, wanted) in zip(found, expected) {
        #expect(abs(value - wanted) <= 1e-4 * max(1, abs(wanted)), "\(name): \(found)")
      }
    }
    let waits = table.map { $0.1.score.waitP99Seconds }
    #expect(abs(waits[0] - 51_146.25) < 1 && waits[1] == 0 && abs(waits[2] - 65.397) < 0.01)
  }

  @Test(arguments: [0, 1, 3, 8])
  func whatServesIsTheLeastOfTheStartUpTime(_ startup: Int) {
    var state: UInt64 = 7
    var fleet = FleetModel(replicas: 5, startup: startup)
    var totals = [Int](repeating: 5, count: startup + 1)
    for _ in 0..<500 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      totals.append(Int(state >> 60))
      fleet.ask(totals[totals.count - 1])
      #expect(fleet.ready == totals.suffix(startup + 1).min())
      #expect(fleet.pending == fleet.total - fleet.ready)
    }
  }

  @Test func noScheduleIsCheaperThanTheOracles() {
    var state: UInt64 = 3
    for _ in 0..<60 {
      let needs = (0..<5).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 62)
      }
      for startup in 0...2 {
        let oracle = OracleSchedule.totals(needs[...], startup: startup)
        var cheapest = Int.max
        // Every schedule of up to three replicas, with as many as are wanted before the first tick.
        for code in 0..<1024 {
          let totals = (0..<5).map { (code >> (2 * $0)) & 3 }
          let serves = needs.indices.allSatisfy { place in
            totals[max(0, place - startup)...place].min()! >= needs[place]
          }
          if serves { cheapest = min(cheapest, totals.reduce(0, +)) }
        }
        #expect(oracle.reduce(0, +) == cheapest)
      }
    }
  }

  @Test func unknownLoadsAreNotScored() throws {
    let loads = (0..<2000).map { $0 % 10 == 0 ? Double.nan : 3 }
    let demand = try #require(
      Demand(loads: loads, tick: .seconds(60), start: Timestamp(milliseconds: 0), most: 10))
    let score = Backtest(demand, startup: .seconds(60)).play(StaticPeak()).score
    #expect(score.overload == 0 && score.unserved == 0 && score.costRatio == 1)
    #expect(
      Demand(loads: [.nan, -1], tick: .seconds(60), start: Timestamp(milliseconds: 0), most: 1)
        == nil)
  }

  @Test func ourOwnDecisionsKeepTheirPromise() throws {
    let demand = try Self.worldCup()
    let backtest = Backtest(demand, startup: .seconds(120))
    var settings = LoadRisk.Settings()
    settings.startup = .seconds(120)
    settings.start = demand.start
    settings.most = demand.most
    var shares: [Double] = []
    let ours = backtest.play(PromisedSizing(share: 0.01, settings: settings)) { shares.append($0) }
    #expect(ours.score.overload <= 0.013, "\(ours.score)")
    #expect(ours.score.costRatio < 1.25, "\(ours.score)")
    #expect(shares == shares.sorted() && shares.count > 5)
  }
}
