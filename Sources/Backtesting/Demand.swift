public import TimeSeries

/// A load over time, in replicas, and the replicas that it needs: what policies are tried on.
public struct Demand: Hashable, Sendable {
  /// The time between two loads.
  public let tick: Duration
  /// The moment of the first one.
  public let start: Timestamp
  /// The load of each tick in what one replica serves; never NaN.
  public let loads: [Double]
  /// The ticks whose load was not known, so that the last known one stands in: they are not scored.
  public let isKnown: [Bool]
  /// The fewest replicas.
  public let least: Int
  /// The most replicas.
  public let most: Int
  /// The replicas that each tick needs: its load rounded up, at least the fewest.
  public let needs: [Int]

  /// A load as given.
  ///
  /// - Parameters:
  ///   - loads: in what one replica serves; NaN, infinite and negative ones are unknown. Nil where none is known.
  public init?(
    loads: [Double], tick: Duration, start: Timestamp, least: Int = 1, most: Int
  ) {
    func known(_ load: Double) -> Bool { load.isFinite && load >= 0 }
    guard var last = loads.first(where: known) else { return nil }
    self.tick = tick
    self.start = start
    self.least = least
    self.most = max(1, most)
    isKnown = loads.map(known)
    self.loads = loads.map { load in
      if known(load) { last = load }
      return last
    }
    // What a need was made from must not be a replica more for rounding.
    needs = self.loads.map { max(least, Int(min(($0 - 1e-9).rounded(.up), 1e9))) }
  }

  /// The time from the first load to the last one's end, in hours.
  public var hours: Double { Double(loads.count) * tick.inHours }

  /// The ticks that a time lasts, rounded up.
  public func ticks(_ duration: Duration) -> Int {
    max(0, Int((duration / tick).rounded(.up)))
  }
}

extension Duration {
  /// In hours.
  var inHours: Double { self / .seconds(3600) }
}
