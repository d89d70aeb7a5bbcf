public import TimeSeries
import Glibc

/// What may become of a load within the lead of a new replica, as chances to exceed each number of replicas, learnt online.
///
/// Every tick takes the load, forecasts it (``DemandModel``), learns from how far off the forecast of a lead ago was, and lets virtual fleets of several
/// prices of overload decide, so that what each price delivers is known before anybody depends on it.
///
/// A tick takes some tens of microseconds, refits included about a hundred; about 10 MB for four weeks of 15 s.
public struct LoadRisk: Sendable {
  /// What is fixed for a workload.
  public struct Settings: Hashable, Sendable {
    /// The time between two loads.
    public var tick: Duration = .seconds(15)
    /// The time from asking for a replica until it serves.
    public var startup: Duration = .seconds(60)
    /// The moment of the first load.
    public var start = Timestamp(milliseconds: 0)
    /// The fewest replicas, 0 or above.
    public var least = 1
    /// The most replicas, at least 1.
    public var most = 100

    /// Settings with every default.
    public init() {}
  }

  /// What is asked of a decision, beside the price of overload.
  struct Terms: Sendable {
    /// The price of starting or stopping a replica, in replicas a tick.
    var churn: Float = 0.63
    /// No choice is made whose risk is above this, where there is another.
    var riskCap: Float = 0.2
  }

  /// What was fixed.
  public let settings: Settings
  /// The lead, in ticks, at least 1.
  let lead: Int
  let terms = Terms()
  private var model: DemandModel
  private var tails: ForecastTails
  /// Forecasts that wait for their outcome, by tick modulo lead + 1.
  private var pending: [(rise: DemandModel.Forecast, end: DemandModel.Forecast)?]
  private let levels: [Float]
  private(set) var market: PriceTrial
  /// The largest need so far.
  private var largest = 1
  /// The largest needs of the last quarter of an hour: what counts while nothing is forecast.
  private var recent: MovingMaximum
  private var recentNeed = 0

  /// The loads that came, unknown ones included.
  public private(set) var count = 0
  /// The replicas that the last known load needs.
  public private(set) var need: Int
  /// Whether the last load was known.
  public private(set) var isKnown = false
  /// Whether there is a forecast for the last load.
  public private(set) var isForecast = false
  /// The chance that load exceeds n replicas at any time within the lead.
  private(set) var riseChance: [Float]
  /// The chance that load exceeds n replicas at the end of the lead.
  private(set) var endChance: [Float]
  /// Above this number of replicas there is next to no risk.
  private(set) var riskless: Int

  /// Nothing known yet.
  public init(_ settings: Settings) {
    self.settings = settings
    let tick = settings.tick / .seconds(1)
    let lead = max(1, Int((settings.startup / settings.tick).rounded(.up)))
    self.lead = lead
    let day = 86_400 / tick
    model = DemandModel(
      tick: tick, lead: lead, start: Double(settings.start.milliseconds) / 1000)
    tails = ForecastTails(halfLife: 14 * day)
    pending = Array(repeating: nil, count: lead + 1)
    let most = max(1, settings.most)
    levels = (0...most).map { log(Float($0) + 0.5) }
    riseChance = Array(repeating: 0, count: most + 1)
    endChance = Array(repeating: 0, count: most + 1)
    riskless = most
    need = settings.least
    market = PriceTrial(
      lead: lead, replicas: settings.least, most: most, hour: max(1, Int((3600 / tick).rounded())),
      day: day)
    recent = MovingMaximum(window: max(lead, Int(900 / tick)))
  }

  /// Takes the load of the next tick, in what one replica serves; nil: it is not known.
  ///
  /// A load below zero or that is not finite counts as not known.
  public mutating func observe(_ load: Double?) {
    let load = load.flatMap { $0.isFinite && $0 >= 0 ? $0 : nil }
    let place = count
    count += 1
    isKnown = load != nil
    model.observe(load.map { Float(log($0 + 0.5)) })
    let v = model.features.value(place)
    learn(v, place)
    if let load {
      // What need x capacity just covers must not be a replica more for rounding.
      need = max(settings.least, Int(min((load - 1e-9).rounded(.up), 1e6)))
      largest = max(largest, need)
    }
    recentNeed = Int(recent.push(Float(need), at: place))
    let forecast = model.forecast()
    pending[place % (lead + 1)] = forecast
    isForecast = forecast != nil
    if let forecast { tabulate(forecast, v) }
    let hour = max(1, model.features.hour)
    if isKnown { market.account(need) }
    market.decide(self, at: place)
    if place % hour == 0 { tails.refresh() }
  }

  /// Learns from the outcome of the forecast that was made a lead ago.
  private mutating func learn(_ v: Float, _ place: Int) {
    let past = place - lead
    guard past >= 0, model.isKnown(since: past), let forecast = pending[past % (lead + 1)] else {
      return
    }
    tails.add(
      forecast.rise, model.features.rise(past), forecast.end, v - model.features.value(past))
  }

  private mutating func tabulate(
    _ forecast: (rise: DemandModel.Forecast, end: DemandModel.Forecast), _ v: Float
  ) {
    let most = levels.count - 1
    riskless = most
    var n = max(0, min(settings.least, most))
    while n <= most {
      let room = levels[n] - v
      var chances = tails.chances(above: room, forecast.rise, forecast.end)
      if n > largest {
        // More than was ever needed is needed less often than the errors alone would have it.
        let ratio = Float(largest) / Float(n)
        chances *= ratio * ratio * ratio * ratio
      }
      riseChance[n] = chances[0]
      endChance[n] = chances[1]
      if chances.max() < 1e-7, n > need {
        riskless = n
        break
      }
      n += 1
    }
    guard riskless < most else { return }
    for n in riskless + 1...most {
      riseChance[n] = riseChance[riskless]
      endChance[n] = endChance[riskless]
    }
  }

  /// The replicas to ask for where `total` are there or on their way, by the terms of a fleet, within the limits.
  func choice(_ terms: PriceTrial.Terms, total: Int) -> Int {
    max(min(terms.floor, levels.count - 1), choice(at: terms.price, total: total))
  }

  /// The replicas to ask for where `total` are there or on their way, at a price of overload in replicas a tick.
  ///
  /// New replicas help at the end of the lead alone, so that a peak which will be over by then is not chased; what is given up is missing
  /// all through the lead. O(replicas).
  func choice(at price: Float, total: Int) -> Int {
    let most = levels.count - 1
    let low = min(most, max(need, settings.least))
    guard isForecast else {
      // A quarter more than the last quarter of an hour needed, until there is a forecast.
      return min(most, max(low, recentNeed + (recentNeed + 3) / 4))
    }
    let current = min(max(total, settings.least), most)
    // What is not known gives no reason to let anything go.
    guard isKnown else { return max(current, low) }
    var best = Float.infinity
    var chosen = max(current, low)
    var n = max(current, low)
    while n <= most {
      let risk = endChance[n]
      if risk <= terms.riskCap || n == most {
        let cost = Float(n) + price * risk + terms.churn * Float(n - current)
        if cost < best {
          best = cost
          chosen = n
        }
        if n >= riskless { break }
      }
      n += 1
    }
    guard low < current else { return chosen }
    let excess = max(0, riseChance[current] - endChance[current])
    for n in low..<current {
      let risk = max(endChance[n], riseChance[n] - excess)
      guard risk <= terms.riskCap else { continue }
      let cost = Float(n) + price * risk + terms.churn * Float(current - n)
      if cost < best {
        best = cost
        chosen = n
      }
    }
    return chosen
  }

  /// The chance that load exceeds `replicas` at the end of the lead; nil while nothing is forecast.
  public func risk(with replicas: Int) -> Double? {
    guard isForecast else { return nil }
    return Double(endChance[min(max(replicas, 0), endChance.count - 1)])
  }
}
