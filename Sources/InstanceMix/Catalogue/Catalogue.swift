/// What can be bought.
public struct Catalogue: Hashable, Sendable {
  /// The offers, in the order of the file.
  public var offers: [InstanceOffer]

  /// A catalogue as given.
  public init(offers: [InstanceOffer] = []) {
    self.offers = offers
  }

  /// The regions of the offers, each once, in order of appearance; an offer without a region is on offer in all of them.
  public var regions: [String] {
    var seen: Set<String> = []
    return offers.compactMap(\.region).filter { seen.insert($0).inserted }
  }

  /// What can be bought in a region: its offers, and those without a region.
  public func inRegion(_ region: String) -> Catalogue {
    Catalogue(offers: offers.filter { $0.region == nil || $0.region == region })
  }

  /// The catalogue with what the system takes of each instance subtracted: what a node reserves for itself, and what runs on every node.
  public func reserving(_ reserve: ResourceNeed) -> Catalogue {
    var result = self
    let mebibytes = reserve.memoryBytes.map { $0 / (1 << 20) + ($0 % (1 << 20) > 0 ? 1 : 0) } ?? 0
    for index in result.offers.indices {
      let offer = result.offers[index]
      result.offers[index].milliCores = offer.milliCores.map {
        max(0, $0 - (reserve.milliCores ?? 0))
      }
      result.offers[index].memoryMebibytes = offer.memoryMebibytes.map { max(0, $0 - mebibytes) }
      result.offers[index].gpus = max(0, offer.gpus - (reserve.gpus ?? 0))
    }
    return result
  }
}

/// A line of a catalogue file that cannot be used.
public struct CatalogueError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The line, from 1.
  public let line: Int

  /// What was found there, and what was expected.
  public let message: String

  /// A complaint as given.
  public init(line: Int, message: String) {
    self.line = line
    self.message = message
  }

  /// The place, what was found there, and what was expected.
  public var description: String { "line \(line): \(message)" }
}
