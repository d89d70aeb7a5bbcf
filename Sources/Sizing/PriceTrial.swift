import Glibc

/// Virtual fleets, each deciding at another price of overload, and the share of time in which each was overloaded of late.
struct PriceTrial: Sendable {
  /// The prices, rising, in replicas a tick of overload.
  static let prices: [Float] = {
    let ratio = log(3e5 / 5) / 25
    return (0..<26).map { Float(5 * exp(ratio * Double($0))) }
  }()

  private var fleets: [DelayedFleet]
  private var overloads: [Double]
  private var weight = 0.0
  private let decay: Double

  /// - Parameter day: the ticks of a day; shares decay with a half-life of two.
  init(lead: Int, replicas: Int, day: Double) {
    fleets = Self.prices.map { _ in DelayedFleet(replicas, lead: lead) }
    overloads = Self.prices.map { _ in 0 }
    decay = pow(0.5, 1 / (2 * day))
  }

  /// Counts who is overloaded at a need.
  mutating func account(_ need: Int) {
    weight = weight * decay + 1
    for index in fleets.indices {
      overloads[index] = overloads[index] * decay + (fleets[index].ready < need ? 1 : 0)
    }
  }

  /// Lets every fleet decide.
  mutating func decide(_ risk: LoadRisk, at place: Int) {
    for index in fleets.indices {
      fleets[index].ask(
        risk.choice(at: Self.prices[index], total: fleets[index].total), at: place)
    }
  }

  /// The least price with which it, and every larger one, was overloaded in no more than `share` of the time; else the largest.
  func price(for share: Double) -> Float {
    var chosen = Self.prices.count - 1
    for index in Self.prices.indices.reversed() {
      if overloads[index] > share * weight { break }
      chosen = index
    }
    return Self.prices[chosen]
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
