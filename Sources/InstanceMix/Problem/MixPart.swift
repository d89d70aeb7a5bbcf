/// Instances of one offer in a mix.
public struct MixPart: Hashable, Sendable {
  /// The instance type.
  public var type: String

  /// On-demand or spot.
  public var lifecycle: InstanceLifecycle

  /// The availability zone; empty where zones play no part.
  public var zone: String

  /// How many; above zero.
  public var count: Int

  /// The price of one, in millionths of a dollar per hour.
  public var microdollarsPerHour: Int
}

extension MixProblem {
  /// What a mix consists of, in the order of the offers.
  ///
  /// - Precondition: `counts` is empty or has one number for each offer.
  public func parts(of counts: [Int]) -> [MixPart] {
    zip(offers, counts).compactMap { offer, count in
      guard count > 0 else { return nil }
      return MixPart(
        type: offer.type, lifecycle: offer.lifecycle, zone: offer.zone, count: count,
        microdollarsPerHour: offer.microdollarsPerHour)
    }
  }

  /// What the instances of a mix cost, switching left out, in millionths of a dollar per hour; nil
  /// beyond the range of Int.
  public func microdollarsPerHour(of counts: [Int]) -> Int? {
    var total = 0
    for part in parts(of: counts) {
      let (cost, overflow) = part.count.multipliedReportingOverflow(by: part.microdollarsPerHour)
      let (sum, carried) = total.addingReportingOverflow(cost)
      if overflow || carried { return nil }
      total = sum
    }
    return total
  }
}
