internal import InstanceMix
internal import TimeSeries

/// A catalogue file while it is read.
struct CatalogueDraft: Sendable {
  var region: String?
  var offers: [[InstanceOffer]] = []
}

/// One entry of `offers` while it is read.
struct OfferDraft: Sendable {
  var offer = InstanceOffer(type: "", microdollarsPerHour: 0)
  var memoryBytes: Int?
  var onDemand: Int?
  var spot: Int?
  var interruption: Double?
  var zones: [String] = []
  var requests: Double?
  var latency: Duration?
}

/// The keys of a catalogue file in YAML.
enum CatalogueTable {
  static let root = Block<CatalogueDraft, Catalogue>(
    title: "Top level of a catalogue", noun: "the catalogue",
    introduction: "What can be bought, and at what price.",
    example: """
      region: us-east-1
      offers:
        - { type: m5.large, cpu: 2, memory: 8GiB, on_demand: 0.096, spot: 0.0352, interruption: 5%, zones: [us-east-1a, us-east-1b] }
        - { type: g4dn.xlarge, cpu: 4, memory: 16GiB, gpu: 1, gpu_model: T4, on_demand: 0.526, rps: 10, latency: 200ms, max: 20 }
      """,
    initial: { CatalogueDraft() },
    keys: [
      .optional(
        "region", \.region, .text("a region's name"), absent: "none",
        "The region of offers that name none."),
      .list("offers", \.offers, offer, isRequired: true, "Instance types with their prices."),
    ],
    elsewhere: ["instances": "`offers`", "types": "`offers`"],
    finish: { draft, _, _ in
      var offers = draft.offers.flatMap { $0 }
      for index in offers.indices where offers[index].region == nil {
        offers[index].region = draft.region
      }
      return Catalogue(offers: offers)
    })

  static let offer = Block<OfferDraft, [InstanceOffer]>(
    title: "offers[]", noun: "an offer",
    introduction: """
      An instance type: one offer on demand, one on spot, or both, in each of its zones.
      """,
    initial: { OfferDraft() },
    keys: [
      .required("type", \.offer.type, .text("an instance type"), "The instance type."),
      .optional(
        "on_demand", \.onDemand, .price, absent: "not offered on demand",
        "The price on demand, in dollars per hour."),
      .optional(
        "spot", \.spot, .price, absent: "not offered on spot",
        "The price on spot, in dollars per hour."),
      .optional(
        "interruption", \.interruption,
        .ratio("a share from zero to one, such as `5%` or `0.05`", bounds: "0 to 1") {
          $0 >= 0 && $0 <= 1
        },
        absent: "never interrupted", "The probability that a spot instance is taken back."),
      .optional(
        "region", \.offer.region, .text("a region's name"), absent: "the catalogue's",
        "The region that it is offered in."),
      .scalars(
        "zones", \.zones, .text("a zone's name"), isRequired: false, needsItems: false,
        default: "one zone without a name",
        "The availability zones that it is offered in, at the same price; each is an offer of its own."
      ),
      .optional(
        "max", \.offer.maximum, .count(0...1_000_000_000), absent: "no limit",
        "The most instances that each of its offers gives."),
      .optional(
        "cpu", \.offer.milliCores, .milliCores, absent: "counts as none", "Virtual cores."),
      .optional("memory", \.memoryBytes, .byteCount, absent: "counts as none", "Memory."),
      .value("gpu", \.offer.gpus, .count(0...1024), "Whole GPUs."),
      .optional(
        "gpu_model", \.offer.gpuModel, .text("a GPU's model"), absent: "not stated",
        "The GPUs' model."),
      .optional(
        "rps", \.requests, .number(above: 0, unit: "requests a second"), absent: "not stated",
        "The load that one instance serves, in requests per second."),
      .optional(
        "latency", \.latency, .duration(from: .zero, through: .seconds(86_400)),
        absent: "not stated", "The latency at which it serves."),
    ],
    elsewhere: [
      "instance_type": "`type`", "name": "`type`", "vcpu": "`cpu`",
      "price": "`on_demand` or `spot`",
      "usd_per_hour": "`on_demand` or `spot`", "on_demand_usd_per_hour": "`on_demand`",
      "spot_usd_per_hour": "`spot`", "zone": "`zones`", "latency_ms": "`latency`",
    ],
    finish: { draft, given, loading in
      guard given.isWhole else { return nil }
      var offer = draft.offer
      offer.memoryMebibytes = draft.memoryBytes.map { $0 >> 20 }
      // Rounded as the CSV's columns are: what is offered down, what it costs in patience and risk up.
      offer.deciRequestsPerSecond = draft.requests.map {
        Int(min(($0 * 10).rounded(.down), Double(MixProblem.largestNumber)))
      }
      offer.latencyMilliseconds = draft.latency.map { duration in
        let whole = Int(duration.milliseconds)
        return duration > .milliseconds(whole) ? whole + 1 : whole
      }
      let prices: [(InstanceLifecycle, Int)] = [
        (.onDemand, draft.onDemand), (.spot, draft.spot),
      ].compactMap { lifecycle, price in price.map { (lifecycle, $0) } }
      guard !prices.isEmpty else {
        loading.report(given.place, "an offer has no price; expected `on_demand` or `spot`")
        return nil
      }
      return (draft.zones.isEmpty ? [""] : draft.zones).flatMap { zone in
        prices.map { lifecycle, price in
          var one = offer
          one.zone = zone
          one.lifecycle = lifecycle
          one.microdollarsPerHour = price
          if lifecycle == .spot {
            one.interruptionPerMille = Int(((draft.interruption ?? 0) * 1000).rounded(.up))
          }
          return one
        }
      }
    })
}

extension ScalarType where Value == Int {
  /// Dollars per hour, in millionths.
  static var price: ScalarType {
    ScalarType(
      name: "number from 0, dollars per hour",
      expected: "dollars per hour, such as `0.096`",
      read: { (text, _) throws(Mismatch) in
        guard let price = DecimalNumber(text)?.scaled(by: 1_000_000, up: nil),
          price <= MixProblem.largestNumber
        else { throw Mismatch("") }
        return price
      }, write: { "\($0)" })
  }
}
