import Configuration
import InstanceMix
import SignalSources
import TimeSeries

/// What can be bought now, and what runs: a catalogue, with live prices and the instances that a query tells of.
struct InstanceMarket: Sendable {
  /// One pool of instances, by what it is called; the same whatever the order of a catalogue.
  struct Pool: Hashable, Sendable {
    var type: String
    var lifecycle: InstanceLifecycle
    var zone: String

    init(_ offer: InstanceOffer) {
      type = offer.type
      lifecycle = offer.lifecycle
      zone = offer.zone
    }
  }

  /// The last answer of a query that had one.
  private struct Answer: Hashable {
    var values: [LabelledValue]
    var moment: Timestamp
  }

  private let settings: MixSettings
  private let base: Catalogue
  private var currentAnswer: Answer?
  private var priceAnswers: [Answer?]
  private var quotes: [PriceQuote] = []

  /// The offers at the prices of now.
  private(set) var catalogue: Catalogue

  /// The instances that run, for each offer; nil where no query tells, or tells anything that is still fresh.
  private(set) var running: [Int]?

  /// What runs and is not on offer, so that its price is not known.
  private(set) var unknownInstances = 0

  /// How many series of the price queries were no prices, or of no offer.
  private(set) var unusedPrices = 0

  /// Counts the changes of offers, prices and of what runs.
  private(set) var version = 0

  init(_ settings: MixSettings, catalogue: Catalogue) {
    self.settings = settings
    base = settings.offers(of: catalogue)
    self.catalogue = base
    priceAnswers = Array(repeating: nil, count: settings.prices.count)
  }

  /// Takes in what the queries said last.
  ///
  /// - Parameter prices: in the order of the settings' entries.
  mutating func takeIn(current: Reading?, prices: [Reading], at tick: Timestamp) {
    if case .table(let values, let moment)? = current {
      currentAnswer = Answer(values: values, moment: moment)
    }
    for (index, reading) in prices.enumerated() {
      if case .table(let values, let moment) = reading {
        priceAnswers[index] = Answer(values: values, moment: moment)
      }
    }
    reprice(at: tick)
    recount(at: tick)
  }

  private mutating func reprice(at tick: Timestamp) {
    var next: [PriceQuote] = []
    var unusable = 0
    for (entry, answer) in zip(settings.prices, priceAnswers) {
      guard let answer, tick - answer.moment <= entry.table.maxAge else { continue }
      for value in answer.values {
        if let quote = Self.quote(value, entry) { next.append(quote) } else { unusable += 1 }
      }
    }
    guard next != quotes else { return }
    quotes = next
    let (priced, unused) = base.repriced(by: next)
    unusedPrices = unused.count + unusable
    if priced != catalogue {
      catalogue = priced
      version += 1
    }
  }

  private static func quote(_ value: LabelledValue, _ entry: PriceSettings) -> PriceQuote? {
    let price = value.value * 1e6
    guard price.isFinite, price >= 0, price <= Double(MixProblem.largestNumber),
      let type = value.labels[entry.table.typeLabel]
    else { return nil }
    var lifecycle = entry.lifecycle
    if lifecycle == nil, let word = value.labels[entry.table.lifecycleLabel] {
      guard let named = InstanceLifecycle(word: word) else { return nil }
      lifecycle = named
    }
    return PriceQuote(
      type: type, lifecycle: lifecycle, zone: value.labels[entry.table.zoneLabel],
      microdollarsPerHour: Int(price.rounded()), interruptionPerMille: entry.interruptionPerMille)
  }

  private mutating func recount(at tick: Timestamp) {
    var next: [Int]?
    var unknown = 0
    if let table = settings.current, let answer = currentAnswer,
      tick - answer.moment <= table.maxAge
    {
      var counts = [Int](repeating: 0, count: catalogue.offers.count)
      for value in answer.values where value.value > 0 {
        guard let count = Int(exactly: value.value.rounded()), count <= 1 << 40 else {
          unknown += 1
          continue
        }
        if let offer = offer(value.labels, table) {
          counts[offer] = min(counts[offer] + count, 1 << 40)
        } else {
          unknown += count
        }
      }
      next = counts
    }
    unknownInstances = unknown
    if next != running {
      running = next
      version += 1
    }
  }

  private func offer(_ labels: [String: String], _ table: InstanceTable) -> Int? {
    guard let type = labels[table.typeLabel] else { return nil }
    let word = labels[table.lifecycleLabel] ?? InstanceLifecycle.onDemand.word
    let lifecycle = InstanceLifecycle(word: word)
    let zone = labels[table.zoneLabel]
    return catalogue.offers.firstIndex {
      $0.type == type && $0.lifecycle == lifecycle
        // A catalogue without zones has every zone.
        && (zone == nil || $0.zone.isEmpty || $0.zone == zone)
    }
  }

  /// Whether another market has the same catalogue, live prices aside.
  func hasSameOffers(as other: InstanceMarket) -> Bool { base == other.base }

  /// The price of what runs, in dollars per hour; nil where it is not known.
  var currentDollarsPerHour: Double? {
    guard let running, unknownInstances == 0 else { return nil }
    return dollarsPerHour(of: running)
  }

  /// The price of instances, by offer: summed in millionths of a dollar, exact below 2^53 of them.
  func dollarsPerHour(of counts: [Int]) -> Double {
    let microdollars = zip(counts, catalogue.offers).reduce(0.0) {
      $0 + Double($1.0) * Double($1.1.microdollarsPerHour)
    }
    return microdollars / 1e6
  }

  /// Counts by pool as counts of the offers of now; what is not on offer any longer is left out.
  func counts(_ pools: [Pool: Int]) -> [Int] {
    var left = pools
    return catalogue.offers.map { offer in
      left.removeValue(forKey: Pool(offer)) ?? 0
    }
  }

  /// Counts of the offers of now by pool.
  func pools(_ counts: [Int]) -> [Pool: Int] {
    var pools: [Pool: Int] = [:]
    for (count, offer) in zip(counts, catalogue.offers) where count > 0 {
      pools[Pool(offer), default: 0] += count
    }
    return pools
  }
}
