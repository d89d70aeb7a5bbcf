/// A number or a list that no mix problem may contain.
public struct MixProblemError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Where: `need[1]`, `offers[7].price`.
  public let place: String

  /// What was found.
  public let found: String

  /// What was expected there.
  public let expected: String

  /// The place, what was found there, and what was expected.
  public var description: String { "\(place): \(found), expected \(expected)" }
}

extension MixProblem {
  static func validate(resources: [MixResource], need: [Int]) throws(MixProblemError) {
    guard (1...4).contains(resources.count) else {
      throw MixProblemError(
        place: "resources", found: "\(resources.count) resources", expected: "one to four")
    }
    guard Set(resources).count == resources.count else {
      throw MixProblemError(
        place: "resources", found: "a resource twice", expected: "each resource once")
    }
    guard need.count == resources.count else {
      throw MixProblemError(
        place: "need", found: "\(need.count) numbers",
        expected: "\(resources.count), one for each resource")
    }
    for (index, amount) in need.enumerated() where !isCount(amount) {
      throw outOfRange(amount, at: "need[\(index)]")
    }
  }

  static func validate(
    _ offer: MixOffer, at index: Int, resources: [MixResource]
  ) throws(MixProblemError) {
    guard offer.capacity.count == resources.count else {
      throw MixProblemError(
        place: "offers[\(index)].capacity", found: "\(offer.capacity.count) numbers",
        expected: "\(resources.count), one for each resource")
    }
    for (row, amount) in offer.capacity.enumerated() where !isCount(amount) {
      throw outOfRange(amount, at: "offers[\(index)].capacity[\(row)]")
    }
    guard isCount(offer.microdollarsPerHour) else {
      throw outOfRange(offer.microdollarsPerHour, at: "offers[\(index)].price")
    }
    guard isCount(offer.latencyMilliseconds) else {
      throw outOfRange(offer.latencyMilliseconds, at: "offers[\(index)].latency")
    }
    guard (0...1000).contains(offer.interruptionPerMille) else {
      throw outOfRange(
        offer.interruptionPerMille, at: "offers[\(index)].interruption", limit: 1000)
    }
    if let maximum = offer.maximum, !isCount(maximum) {
      throw outOfRange(maximum, at: "offers[\(index)].max")
    }
    guard isCount(offer.running) else {
      throw outOfRange(offer.running, at: "offers[\(index)].running")
    }
  }

  static func validate(
    _ constraints: MixConstraints, offerCount: Int
  ) throws(MixProblemError) {
    let limits = [
      ("max_latency_ms", constraints.maximumLatencyMilliseconds),
      ("max_total", constraints.maximumInstances),
      ("budget", constraints.budgetMicrodollarsPerHour),
      ("min_types", constraints.minimumTypes),
      ("min_zones", constraints.minimumZones),
      ("switch_add", constraints.switching?.microdollarsPerStart),
      ("switch_remove", constraints.switching?.microdollarsPerStop),
    ]
    for case (let place, let number?) in limits where !isCount(number) {
      throw outOfRange(number, at: place)
    }
    if let share = constraints.maximumSpotSharePerMille, !(0...1000).contains(share) {
      throw outOfRange(share, at: "max_spot_share_permille", limit: 1000)
    }
    if let probability = constraints.survival?.probability, !(probability > 0 && probability < 1) {
      throw MixProblemError(
        place: "survival", found: "\(probability)", expected: "a probability above 0 and below 1")
    }
    for (index, covering) in constraints.coverings.enumerated() {
      guard covering.coefficients.count == offerCount else {
        throw MixProblemError(
          place: "coverings[\(index)]", found: "\(covering.coefficients.count) numbers",
          expected: "\(offerCount), one for each offer")
      }
      for number in covering.coefficients + [covering.demand] where !isCount(number) {
        throw outOfRange(number, at: "coverings[\(index)]")
      }
    }
  }

  private static func isCount(_ number: Int) -> Bool { (0...largestNumber).contains(number) }

  private static func outOfRange(
    _ number: Int, at place: String, limit: Int = largestNumber
  ) -> MixProblemError {
    MixProblemError(
      place: place, found: "\(number)", expected: "a whole number from 0 to \(limit)")
  }
}
