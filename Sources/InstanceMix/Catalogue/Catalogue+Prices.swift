/// The price of a type as it is now.
public struct PriceQuote: Hashable, Sendable {
  /// The instance type.
  public var type: String

  /// The lifecycle that it is the price of; nil: of every one.
  public var lifecycle: InstanceLifecycle?

  /// The zone that it is the price in; nil: in every one.
  public var zone: String?

  /// The price, in millionths of a dollar per hour.
  public var microdollarsPerHour: Int

  /// For an offer that the catalogue has not got: the probability of an interruption in thousandths; nil: no offer is made.
  public var interruptionPerMille: Int?

  /// A quote as given.
  public init(
    type: String, lifecycle: InstanceLifecycle? = nil, zone: String? = nil,
    microdollarsPerHour: Int, interruptionPerMille: Int? = nil
  ) {
    self.type = type
    self.lifecycle = lifecycle
    self.zone = zone
    self.microdollarsPerHour = microdollarsPerHour
    self.interruptionPerMille = interruptionPerMille
  }
}

extension Catalogue {
  /// The catalogue at the prices of quotes; what no quote is about keeps its price.
  ///
  /// Of several quotes for an offer the one that names more counts, of equal ones the last. A quote with an interruption probability for a
  /// lifecycle or zone that a type is not offered in makes an offer like the type's first one.
  ///
  /// - Returns: The catalogue, and the quotes about types that it does not have or is not to offer in that way.
  /// - Complexity: O(offers + quotes).
  public func repriced(by quotes: [PriceQuote]) -> (catalogue: Catalogue, unused: [PriceQuote]) {
    var result = self
    var offersOfType: [String: [Int]] = [:]
    for (index, offer) in offers.enumerated() {
      offersOfType[offer.type, default: []].append(index)
    }
    var unused: [PriceQuote] = []
    for quote in Self.fromVagueToPrecise(quotes) {
      let known = offersOfType[quote.type] ?? []
      let matching = known.filter {
        let offer = result.offers[$0]
        return offer.lifecycle == quote.lifecycle ?? offer.lifecycle
          && offer.zone == quote.zone ?? offer.zone
      }
      for index in matching { result.offers[index].microdollarsPerHour = quote.microdollarsPerHour }
      if !matching.isEmpty { continue }
      guard let model = known.first, let interruption = quote.interruptionPerMille else {
        unused.append(quote)
        continue
      }
      var offer = result.offers[model]
      offer.lifecycle = quote.lifecycle ?? offer.lifecycle
      offer.zone = quote.zone ?? offer.zone
      offer.microdollarsPerHour = quote.microdollarsPerHour
      offer.interruptionPerMille = interruption
      // The limit is that of the other pool.
      offer.maximum = nil
      offersOfType[quote.type, default: []].append(result.offers.count)
      result.offers.append(offer)
    }
    return (result, unused)
  }

  private static func fromVagueToPrecise(_ quotes: [PriceQuote]) -> [PriceQuote] {
    func precision(_ quote: PriceQuote) -> Int {
      (quote.lifecycle == nil ? 0 : 1) + (quote.zone == nil ? 0 : 2)
    }
    return (0...3).flatMap { level in quotes.filter { precision($0) == level } }
  }
}
