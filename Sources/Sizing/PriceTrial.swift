import Glibc

/// Virtual fleets, each deciding at another price of overload and on another floor, and what each of late cost and how long it was overloaded.
struct PriceTrial: Sendable {
  /// What a fleet decides by.
  struct Terms: Hashable, Sendable {
    /// The price of a tick of overload, in replicas a tick.
    var price: Float
    /// The replicas that it keeps in any case.
    var floor: Int
  }

  /// The prices, rising, in replicas a tick of overload.
  static let prices: [Float] = {
    let ratio = log(3e5 / 5) / 25
    return (0..<26).map { Float(5 * exp(ratio * Double($0))) }
  }()

  /// One for each price, floor after floor.
  private var fleets: [DelayedFleet]
  private var overloads: [Double]
  private var costs: [Double]
  private var weight = 0.0
  private let day: Double
  private let hour: Int
  private var count = 0.0
  private var levels: NeedLevels

  /// - Parameters:
  ///   - most: the largest number of replicas.
  ///   - hour, day: their ticks; shares and costs decay with a half-life of a third of what was seen, half a day to three days; floors with one of a week.
  init(lead: Int, replicas: Int, most: Int, hour: Int, day: Double) {
    fleets = Array(
      repeating: DelayedFleet(replicas, lead: lead),
      count: Self.prices.count * NeedLevels.shares.count)
    overloads = fleets.map { _ in 0 }
    costs = overloads
    self.day = day
    self.hour = hour
    levels = NeedLevels(most: most, halfLife: 7 * day)
  }

  /// Counts what every fleet costs, and who is overloaded at a need.
  mutating func account(_ need: Int) {
    count += 1
    // What was learnt early was done with forecasts that were worse.
    let decay = exp2(-1 / (day * min(3, max(0.5, count / (3 * day)))))
    weight = weight * decay + 1
    for index in fleets.indices {
      overloads[index] = overloads[index] * decay + (fleets[index].ready < need ? 1 : 0)
      costs[index] = costs[index] * decay + Double(fleets[index].total)
    }
    levels.add(need)
  }

  /// Lets every fleet decide.
  mutating func decide(_ risk: LoadRisk, at place: Int) {
    if place % hour == 0 { levels.refresh() }
    for index in fleets.indices {
      let (floor, price) = index.quotientAndRemainder(dividingBy: Self.prices.count)
      let terms = Terms(price: Self.prices[price], floor: levels.floors[floor])
      fleets[index].ask(risk.choice(terms, total: fleets[index].total), at: place)
    }
  }

  /// The cheapest terms that kept a share of overload: on each floor the least price with which it, and every larger one, was overloaded in no more than
  /// `share` of the time; the largest price without a floor where there is none.
  func terms(for share: Double) -> Terms {
    var chosen = Terms(price: Self.prices[Self.prices.count - 1], floor: 0)
    var least = Double.infinity
    for floor in NeedLevels.shares.indices {
      let first = floor * Self.prices.count
      var kept: Int?
      for price in Self.prices.indices.reversed() {
        if overloads[first + price] > share * weight { break }
        kept = price
      }
      guard let kept, costs[first + kept] < least else { continue }
      least = costs[first + kept]
      chosen = Terms(price: Self.prices[kept], floor: levels.floors[floor])
    }
    return chosen
  }
}

/// Replicas that serve a lead after they were asked for: the least that was asked for within it is ready.
struct DelayedFleet: Sendable {
  private(set) var total: Int
  private(set) var ready: Int
  private var minimum: MovingMaximum

  init(_ replicas: Int, lead: Int) {
    total = replicas
    ready = replicas
    minimum = MovingMaximum(window: lead)
  }

  /// Asks for replicas at tick `place`.
  mutating func ask(_ replicas: Int, at place: Int) {
    total = replicas
    ready = Int(-minimum.push(Float(-replicas), at: place))
  }
}
