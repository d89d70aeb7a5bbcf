/// One offer that holds a whole need by itself.
public struct HomogeneousOption: Hashable, Sendable {
  /// The offer's index.
  public var offer: Int

  /// How many instances of it.
  public var count: Int

  /// Their price, in millionths of a dollar per hour.
  public var microdollarsPerHour: Int

  /// The load that they serve, in tenths of a request per second; nil where load is not counted.
  public var deciRequestsPerSecond: Int?

  /// The price of a request when all that they serve is asked for, in dollars; nil where load is not counted.
  ///
  /// price x n / (3600 x rate x n), as the design for AI/ML scaling has it.
  public var dollarsPerRequest: Double? {
    guard let deciRequestsPerSecond, deciRequestsPerSecond > 0 else { return nil }
    return Double(microdollarsPerHour) / 1e6 / (360 * Double(deciRequestsPerSecond))
  }
}

extension MixProblem {
  /// The offers that can hold the need alone, within every constraint, the least price of a request first where load is counted, else the least
  /// price. Switching costs are not counted.
  ///
  /// Empty where several types or zones are asked for. What can be interrupted counts as the problem counts it.
  ///
  /// - Complexity: O(offers x resources).
  public var homogeneousOptions: [HomogeneousOption] {
    let load = resources.firstIndex(of: .deciRequestsPerSecond)
    var options: [HomogeneousOption] = []
    for (index, offer) in offers.enumerated() {
      guard let count = count(of: index) else { continue }
      let (price, overflow) = offer.microdollarsPerHour.multipliedReportingOverflow(by: count)
      if overflow || price > constraints.budgetMicrodollarsPerHour ?? .max { continue }
      let served = load.map { offer.capacity[$0].multipliedReportingOverflow(by: count) }
      options.append(
        HomogeneousOption(
          offer: index, count: count, microdollarsPerHour: price,
          deciRequestsPerSecond: served.map { $0.overflow ? .max : $0.partialValue }))
    }
    return options.sorted { first, second in
      let left = (first.dollarsPerRequest ?? 0, first.microdollarsPerHour, first.offer)
      return left < (second.dollarsPerRequest ?? 0, second.microdollarsPerHour, second.offer)
    }
  }

  /// The least count of one offer that keeps to every constraint but the budget; nil where none does.
  private func count(of index: Int) -> Int? {
    let offer = offers[index]
    if let limit = constraints.maximumLatencyMilliseconds, offer.latencyMilliseconds > limit {
      return nil
    }
    if constraints.minimumTypes ?? 0 > 1 || constraints.minimumZones ?? 0 > 1 { return nil }
    var count = max(constraints.minimumTypes ?? 0, constraints.minimumZones ?? 0)
    func reach(_ demand: Int, _ coefficient: Int) -> Bool {
      if demand <= 0 { return true }
      guard coefficient > 0 else { return false }
      count = max(count, (demand - 1) / coefficient + 1)
      return true
    }
    for (row, amount) in need.enumerated() {
      let weighted = offer.capacity[row] * (1000 - offer.interruptionPerMille)
      guard reach(1000 * amount, weighted) else { return nil }
      if let share = constraints.maximumSpotSharePerMille {
        let floor = ((1000 - share) * amount + 999) / 1000
        guard reach(floor, offer.lifecycle == .onDemand ? offer.capacity[row] : 0) else {
          return nil
        }
      }
    }
    for covering in constraints.coverings {
      guard reach(covering.demand, covering.coefficients[index]) else { return nil }
    }
    guard count <= offer.maximum ?? .max, count <= constraints.maximumInstances ?? .max else {
      return nil
    }
    if let survival = constraints.survival, count > 0 {
      // One offer is all that there is to lose.
      let stays = 1 - Double(offer.interruptionPerMille) / 1000
      if stays < survival.probability, need.contains(where: { $0 > 0 }) { return nil }
    }
    return count
  }
}
