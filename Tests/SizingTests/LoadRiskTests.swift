import Glibc
import Testing
import TimeSeries

@testable import Sizing
import TestSupport

/// Decisions on loads that are made up: what they promise, and what never happens.
struct LoadRiskTests {
  /// Two weeks of minutes: a daily course, noise, and a burst now and then.
  private static func load(_ seed: UInt64, days: Int = 14) -> [Double] {
    var noise = SeededGenerator(seed: seed)
    var burst = 0.0
    return (0..<days * 1440).map { minute in
      let daily = 10 + 8 * sin(2 * .pi * Double(minute) / 1440)
      burst = noise.unit() < 0.002 ? 15 : burst * 0.9
      return max(0, daily * (0.9 + 0.2 * noise.unit()) + burst)
    }
  }

  private static var settings: LoadRisk.Settings {
    var settings = LoadRisk.Settings()
    settings.tick = .seconds(60)
    settings.startup = .seconds(300)
    settings.most = 80
    return settings
  }

  /// What a promise delivers over the second half, and the replicas that it takes in the mean.
  private func play(
    _ load: [Double], share: Double, startup: Duration = .seconds(300)
  ) -> (overload: Double, replicas: Double) {
    var settings = Self.settings
    settings.startup = startup
    let lead = Int(startup / settings.tick)
    var risk = LoadRisk(settings)
    var promise = OverloadPromise(share: share, settings: settings)
    var asked = [Int](repeating: 20, count: lead)
    var (overloaded, total) = (0, 0)
    let half = load.count / 2
    for (tick, value) in load.enumerated() {
      risk.observe(value)
      let ready = asked.suffix(lead).min() ?? 0
      if tick >= half {
        promise.account(risk, ready: ready)
        let wanted = promise.decide(risk, total: asked.last ?? 0)
        #expect(wanted >= min(settings.most, risk.need), "never below the present need")
        #expect((settings.least...settings.most).contains(wanted))
        asked.append(wanted)
      } else {
        asked.append(risk.choice(at: 100, total: asked.last ?? 0))
      }
      if tick >= half {
        if asked.suffix(lead + 1).min()! < risk.need { overloaded += 1 }
        total += asked.last!
      }
    }
    let count = Double(load.count - half)
    return (Double(overloaded) / count, Double(total) / count)
  }

  @Test func aPromiseIsKeptAtLessThanThePeak() {
    let load = Self.load(11)
    let peak = load.max()!.rounded(.up)
    let strict = play(load, share: 0.005)
    let loose = play(load, share: 0.05)
    #expect(strict.overload <= 0.01, "\(strict)")
    #expect(loose.overload <= 0.065, "\(loose)")
    #expect(loose.overload > strict.overload)
    #expect(loose.replicas < strict.replicas)
    #expect(strict.replicas < 0.9 * peak, "\(strict) \(peak)")
  }

  @Test func aLongerStartUpCostsMore() {
    let load = Self.load(12)
    #expect(
      play(load, share: 0.01, startup: .seconds(60)).replicas
        < play(load, share: 0.01, startup: .seconds(900)).replicas)
  }

  @Test func aKnownPriceIsWeighedAsItIs() {
    var risk = LoadRisk(Self.settings)
    var cheap = OverloadPromise(share: 0.001, settings: Self.settings, price: 20)
    var dear = OverloadPromise(share: 0.001, settings: Self.settings, price: 20_000)
    var (less, more) = (0, 0)
    for value in Self.load(15, days: 3) {
      risk.observe(value)
      let (one, other) = (cheap.decide(risk, total: 10), dear.decide(risk, total: 10))
      #expect(one <= other)
      if risk.isForecast { #expect(one == risk.choice(at: 20, total: 10)) }
      less += one
      more += other
    }
    #expect(Double(less) < 0.95 * Double(more))
  }

  @Test func aHigherPriceOfOverloadNeverMeansFewerReplicas() {
    var risk = LoadRisk(Self.settings)
    for (tick, value) in Self.load(13, days: 4).enumerated() {
      risk.observe(value)
      guard tick % 97 == 0 else { continue }
      for total in [1, risk.need, risk.need + 10, 80] {
        var last = 0
        for price in PriceTrial.prices {
          let choice = risk.choice(at: price, total: total)
          #expect(choice >= last, "\(tick) \(total) \(price)")
          #expect(choice >= risk.need)
          last = choice
        }
      }
    }
  }

  @Test func aLoadThatIsNotKnownLetsNothingGo() {
    var risk = LoadRisk(Self.settings)
    for value in Self.load(14, days: 3) { risk.observe(value) }
    for _ in 0..<2000 {
      risk.observe(nil)
      #expect(!risk.isKnown)
      for price in [PriceTrial.prices[0], 100, PriceTrial.prices[25]] {
        #expect(risk.choice(at: price, total: 40) >= 40)
      }
    }
    // Nothing was learnt from it: the next load is met as ever.
    risk.observe(12)
    #expect(risk.isKnown && risk.need == 12)
    #expect(risk.choice(at: 1000, total: 40) >= 12)
  }

  @Test(arguments: [Double.nan, .infinity, -1])
  func whatIsNoLoadIsNotKnown(_ value: Double) {
    var risk = LoadRisk(Self.settings)
    risk.observe(3)
    risk.observe(value)
    #expect(!risk.isKnown && risk.need == 3)
  }

  @Test func beforeAnythingIsForecastThereIsHeadroom() {
    var risk = LoadRisk(Self.settings)
    risk.observe(8)
    #expect(!risk.isForecast)
    #expect(risk.risk(with: 10) == nil)
    #expect(risk.choice(at: 5, total: 3) == 10)
    risk.observe(0)
    #expect(risk.choice(at: 5, total: 10) == 10, "a quarter of an hour is remembered")
  }

  @Test func aConstantLoadTakesWhatItNeeds() {
    var risk = LoadRisk(Self.settings)
    var promise = OverloadPromise(share: 0.001, settings: Self.settings)
    var total = 20
    for _ in 0..<5 * 1440 {
      risk.observe(7)
      promise.account(risk, ready: total)
      total = promise.decide(risk, total: total)
    }
    #expect((7...8).contains(total))
    #expect(promise.delivered == 0)
  }

  @Test func equalLoadsMeanEqualDecisions() {
    let load = Self.load(15, days: 3)
    func choices() -> [Int] {
      var risk = LoadRisk(Self.settings)
      return load.map {
        risk.observe($0)
        return risk.choice(at: 500, total: 20)
      }
    }
    #expect(choices() == choices())
  }
}
