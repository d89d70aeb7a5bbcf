import Configuration
import InstanceMix
import SignalSources
import Testing
import TimeSeries

@testable import Sidecar

/// Live prices and the instances that run, beside a catalogue.
struct InstanceMarketTests {
  private static let catalogue = Catalogue(offers: [
    offer("small", .onDemand, "a", 100_000), offer("large", .onDemand, "a", 300_000),
    offer("large", .spot, "b", 120_000),
  ])

  private static func offer(
    _ type: String, _ lifecycle: InstanceLifecycle, _ zone: String, _ price: Int
  ) -> InstanceOffer {
    var offer = InstanceOffer(type: type, microdollarsPerHour: price)
    offer.lifecycle = lifecycle
    offer.zone = zone
    offer.milliCores = 2_000
    return offer
  }

  private static func market(_ change: (inout MixSettings) -> Void = { _ in }) -> InstanceMarket {
    var settings = MixSettings(catalogue: "c.csv")
    settings.current = InstanceTable(source: "main", query: "nodes")
    settings.prices = [PriceSettings(table: InstanceTable(source: "main", query: "prices"))]
    settings.prices[0].lifecycle = .spot
    change(&settings)
    return InstanceMarket(settings, catalogue: catalogue)
  }

  private static func table(_ index: Int, _ values: [([String: String], Double)]) -> Reading {
    .table(
      values.map { LabelledValue(labels: $0.0, value: $0.1) }, at: Fixture.tick(index))
  }

  @Test func takesLivePricesAndForgetsStaleOnes() {
    var market = Self.market { $0.prices[0].table.maxAge = .seconds(30) }
    let before = market.version
    let prices = Self.table(
      0,
      [
        (["instance_type": "large", "zone": "b"], 0.05),
        (["instance_type": "large", "zone": "c"], 1),
        (["instance_type": "small"], .nan), (["zone": "b"], 1),
      ])
    market.takeIn(current: nil, prices: [prices], at: Fixture.tick(0))
    #expect(market.catalogue.offers.map(\.microdollarsPerHour) == [100_000, 300_000, 50_000])
    // A zone that is not on offer, no number, and no type.
    #expect(market.unusedPrices == 3)
    #expect(market.version > before)

    let repriced = market.version
    market.takeIn(current: nil, prices: [.absent("none")], at: Fixture.tick(2))
    #expect(market.version == repriced, "still fresh, and the same")
    market.takeIn(current: nil, prices: [.absent("none")], at: Fixture.tick(3))
    #expect(market.catalogue == Self.catalogue, "what is stale does not count")
    #expect(market.unusedPrices == 0)
  }

  @Test func aPriceWithAnInterruptionMakesAnOffer() {
    var market = Self.market { $0.prices[0].interruptionPerMille = 50 }
    let prices = Self.table(0, [(["instance_type": "small", "zone": "c"], 0.02)])
    market.takeIn(current: nil, prices: [prices], at: Fixture.tick(0))
    let added = market.catalogue.offers.last
    #expect(added?.zone == "c" && added?.lifecycle == .spot)
    #expect(added?.microdollarsPerHour == 20_000 && added?.interruptionPerMille == 50)
    #expect(market.catalogue.offers.count == 4)
  }

  @Test func countsWhatRuns() {
    var market = Self.market()
    #expect(market.running == nil)
    #expect(market.currentDollarsPerHour == nil, "unknown is not nothing")
    let current = Self.table(
      0,
      [
        (["instance_type": "small"], 2), (["instance_type": "large", "lifecycle": "spot"], 3),
        (["instance_type": "small", "lifecycle": "on-demand"], 1),
      ])
    market.takeIn(current: current, prices: [.absent("none")], at: Fixture.tick(0))
    #expect(market.running == [3, 0, 3])
    #expect(market.currentDollarsPerHour.map { abs($0 - 0.66) < 1e-9 } == true)

    let odd = Self.table(1, [(["instance_type": "huge"], 2), (["instance_type": "small"], 1)])
    market.takeIn(current: odd, prices: [.absent("none")], at: Fixture.tick(1))
    #expect(market.unknownInstances == 2)
    #expect(market.running == [1, 0, 0])
    #expect(market.currentDollarsPerHour == nil, "the price of two of them is not known")

    market.takeIn(current: .absent("none"), prices: [.absent("none")], at: Fixture.tick(1000))
    #expect(market.running == nil, "what was told an hour ago counts no longer")
    #expect(market.unknownInstances == 0)
  }

  @Test func noSeriesAreNoInstances() {
    var market = Self.market()
    market.takeIn(
      current: Self.table(0, []), prices: [.absent("none")], at: Fixture.tick(0))
    #expect(market.running == [0, 0, 0])
    #expect(market.currentDollarsPerHour == 0)
  }
}
