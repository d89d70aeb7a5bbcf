internal import InstanceMix
internal import TimeSeries

/// A draft with the terms of a mix in it.
protocol MixHolder: Sendable, SendableMetatype {
  var mix: MixSettings { get set }
}

/// `mix` while it is read.
struct MixDraft: MixHolder {
  var mix = MixSettings(catalogue: "")
}

/// The keys of a mix.
enum MixTable {
  static let mix = Block<MixDraft, MixSettings>(
    title: "workloads[].mix", noun: "`mix`",
    introduction: """
      The cheapest combination of instances from a catalogue that holds the recommended replicas: sized by what \
      a replica needs (`per_replica`), or by the load that each instance serves (`rps_per_replica`). See \
      [Instance mixes](instance-mix.md).
      """,
    example: """
      workloads:
        - name: checkout
          signals:
            - { query: 'sum(rate(http_requests_total[2m]))', per_replica: 25 }
          mix:
            catalogue: catalogues/aws-us-east-1.csv
            per_replica: { cpu: 2, memory: 4GiB }
            reserve: { cpu: 200m, memory: 1GiB }
            budget_dollars_per_hour: 20
            change: { start_dollars: 0.02, stop_dollars: 0.01, payback: 1h }
      """,
    initial: { MixDraft() },
    keys: [
      .block("per_replica", \.mix.perReplica, need, "What one replica needs."),
      .optional(
        "rps_per_replica", \.mix.requestsPerSecondPerReplica,
        .number(above: 0, unit: "requests a second"),
        absent: "instances are sized by `per_replica`",
        "Instead of `per_replica`: the load of one replica, in requests per second; the catalogue has a column `rps`."
      ),
    ] + terms(),
    elsewhere: termsElsewhere.merging(["pods": "it in an entry of `node_pools`"]) { $1 },
    finish: { draft, given, loading in
      switch (given.has("per_replica"), given.has("rps_per_replica")) {
      case (true, true):
        loading.report(
          given.keyPlace("rps_per_replica"),
          "`rps_per_replica` beside `per_replica`; expected one of the two")
      case (false, false):
        loading.report(
          given.place,
          "`mix` says nothing of what a replica needs; expected `per_replica` or `rps_per_replica`")
      default: break
      }
      checkTerms(draft.mix, given, loading)
      return draft.mix
    })

  static let termsElsewhere = [
    "catalog": "`catalogue`", "cpu": "it under `per_replica`", "memory": "it under `per_replica`",
    "gpu": "it under `per_replica`", "max_spot_share": "`spot_share`", "overhead": "`reserve`",
  ]

  /// What can be bought, and on which terms.
  static func terms<Draft: MixHolder>() -> [Key<Draft>] {
    [
      .required(
        "catalogue", \.mix.catalogue, .existingFile("a catalogue of instances (CSV or YAML)"),
        "Path of the catalogue: CSV, or YAML where it ends in `.yaml` or `.yml`. It is watched."),
      .optional(
        "region", \.mix.region, .text("a region's name"),
        absent: "the only one of the catalogue", "The region whose offers count."),
      .block(
        "reserve", \.mix.reserve, reserve, default: "nothing",
        "What each instance keeps for itself: what the kubelet reserves, and what runs on every node."
      ),
      .optional(
        "max_latency", \.mix.maxLatency,
        .duration(from: .milliseconds(1), through: .seconds(86_400)),
        absent: "any latency",
        "Offers that are slower, or whose latency is not stated, are not used."),
      .optional(
        "budget_dollars_per_hour", \.mix.budgetDollarsPerHour,
        .number(above: 0, unit: "dollars an hour"), absent: "no bound",
        "Bound on the price, in dollars per hour."),
      .optional(
        "spot_share", \.mix.spotShare, share, absent: "any share",
        "The most of every need that spot instances may hold."),
      .optional(
        "max_instances", \.mix.maxInstances, .count(1...1_000_000), absent: "no bound",
        "The most instances."),
      .optional(
        "min_types", \.mix.minTypes, .count(1...1000), absent: "1",
        "The fewest distinct instance types."),
      .optional(
        "min_zones", \.mix.minZones, .count(1...1000), absent: "1", "The fewest distinct zones."),
      .optional(
        "survival", \.mix.survival,
        .ratio(
          "a probability above zero and below one, such as `99.9%` or `0.999`",
          bounds: "between 0 and 1"
        ) { $0 > 0 && $0 < 1 },
        absent: "interruptions count in the mean",
        "The least probability with which the capacity that is left covers the need when some is taken back."
      ),
      .value(
        "interrupted_by", \.mix.interruptedBy, .choice,
        "How interruptions go together: each offer by itself, or the offers of a zone with one another."
      ),
      .optionalBlock(
        "change", \.mix.change, change, absent: "a change costs nothing",
        "What a change of the mix costs: it is made when it pays."),
      .optionalBlock(
        "current", \.mix.current, current, absent: "the last mix stands in",
        "Where the instances that run are read."),
      .list(
        "prices", \.mix.prices, price, isRequired: false, default: "those of the catalogue",
        "Where prices are read, live; a later entry goes before an earlier one."),
    ]
  }

  /// What must hold among the terms.
  static func checkTerms(_ mix: MixSettings, _ given: Given, _ loading: LoadingContext) {
    guard given.has("catalogue"), !given.isBroken("catalogue"),
      let catalogue = CatalogueFile.catalogue(mix.catalogue, loading)
    else { return }
    let regions = catalogue.regions
    if let region = mix.region {
      if !given.isBroken("region"), !regions.contains(region) {
        let expected =
          regions.isEmpty
          ? "a catalogue with regions" : NearestName.suggestion(for: region, in: regions)
        loading.report(
          given.place(of: "region"),
          "`region` is \(Quotation.of(region)), which `\(mix.catalogue)` does not have; expected \(expected)"
        )
      }
    } else if regions.count > 1, !given.has("region") {
      loading.report(
        given.place(of: "catalogue"),
        "`\(mix.catalogue)` has several regions; expected `region` beside it, \(NearestName.oneOf(regions))"
      )
    }
  }

  private static let share = ScalarType<Double>.ratio(
    "a share from zero to one, such as `30%` or `0.3`", bounds: "0 to 1"
  ) { $0 >= 0 && $0 <= 1 }

  static let need = Block<ResourceNeed, ResourceNeed>(
    title: "workloads[].mix.per_replica", noun: "`per_replica`",
    introduction:
      "What one replica needs of the instance that holds it. What is not named is not counted.",
    initial: { ResourceNeed() },
    keys: [
      .optional(
        "cpu", \.milliCores, .milliCores, absent: "not counted",
        "Virtual cores, or thousandths of one with `m`: `2`, `0.5`, `500m`."),
      .optional(
        "memory", \.memoryBytes, .byteCount, absent: "not counted",
        "Memory, in bytes or with a unit: `4GiB`, `512Mi`, `1.5GB`."),
      .optional("gpu", \.gpus, .count(1...1024), absent: "not counted", "Whole GPUs."),
    ],
    elsewhere: ["gpus": "`gpu`", "cores": "`cpu`"],
    finish: { need, given, loading in
      if need == ResourceNeed(), given.isWhole {
        loading.report(given.place, "`per_replica` is empty; expected `cpu`, `memory` or `gpu`")
      }
      return need
    })

  static let reserve = Block<ResourceNeed, ResourceNeed>(
    title: "workloads[].mix.reserve", noun: "`reserve`",
    introduction: "What of each instance no replica can have.",
    initial: { ResourceNeed() },
    keys: [
      .optional("cpu", \.milliCores, .milliCores, absent: "nothing", "Virtual cores."),
      .optional("memory", \.memoryBytes, .byteCount, absent: "nothing", "Memory."),
    ],
    finish: { need, _, _ in need })

  static let change = Block<MixChangeSettings, MixChangeSettings>(
    title: "workloads[].mix.change", noun: "`change`",
    introduction: """
      Starting and stopping instances costs: images are pulled, caches are cold, pods move. A mix stays while what a \
      change would save within `payback` is less than that.
      """,
    initial: { MixChangeSettings() },
    keys: [
      .value(
        "start_dollars", \.startDollars, .amount, "What it costs to start an instance, in dollars."
      ),
      .value(
        "stop_dollars", \.stopDollars, .amount, "What it costs to stop one, in dollars."),
      .value(
        "payback", \.payback, .duration(from: .seconds(60), through: .seconds(3650 * 86_400)),
        "The time within which a saving must pay for the change."),
    ],
    finish: { change, _, _ in change })

  static let current = Block<TableDraft, InstanceTable>(
    title: "workloads[].mix.current", noun: "`current`",
    introduction: """
      The instances that run: a query with one series for each type, lifecycle and zone, whose value is their number. \
      Without the label of the lifecycle they count as on-demand, without that of the zone as those of the catalogue's first zone.
      """,
    example: """
      workloads:
        - name: checkout
          signals:
            - { query: 'sum(rate(http_requests_total[2m]))', per_replica: 25 }
          mix:
            catalogue: catalogues/aws-us-east-1.csv
            per_replica: { cpu: 2, memory: 4GiB }
            current:
              query: >-
                count by (label_node_kubernetes_io_instance_type, label_karpenter_sh_capacity_type) (kube_node_labels)
              type_label: label_node_kubernetes_io_instance_type
              lifecycle_label: label_karpenter_sh_capacity_type
      """,
    initial: { TableDraft() },
    keys: tableKeys(),
    finish: { draft, given, loading in draft.finished("`current`", given, loading) })

  static let price = Block<PriceDraft, PriceSettings>(
    title: "workloads[].mix.prices[]", noun: "an entry of `prices`",
    introduction: """
      Prices in dollars per hour: a query with one series for each type, and each lifecycle and zone where they differ. What \
      has no series, or none that is fresh, keeps the catalogue's price; a value that is no price is left out.
      """,
    example: """
      workloads:
        - name: checkout
          signals:
            - { query: 'sum(rate(http_requests_total[2m]))', per_replica: 25 }
          mix:
            catalogue: catalogues/aws-us-east-1.csv
            per_replica: { cpu: 2, memory: 4GiB }
            prices:
              - query: aws_ec2_spot_price_dollars_per_hour{region="us-east-1"}
                lifecycle: spot
                zone_label: availability_zone
                interruption: 5%
      """,
    initial: { PriceDraft() },
    keys: tableKeys() + [
      .optional(
        "lifecycle", \.lifecycle, .lifecycle,
        absent: "the label says it; without the label, every lifecycle",
        "The lifecycle that all prices of the query are for."),
      .optional(
        "interruption", \.interruption, share, absent: "only offers of the catalogue get a price",
        "The probability of an interruption of offers that the catalogue has not got: with it, a price makes an offer of its own."
      ),
    ],
    finish: { draft, given, loading in
      guard let table = draft.table.finished("an entry of `prices`", given, loading) else {
        return nil
      }
      var settings = PriceSettings(table: table)
      settings.lifecycle = draft.lifecycle
      settings.interruptionPerMille = draft.interruption.map { Int(($0 * 1000).rounded(.up)) }
      return settings
    })

  private static func tableKeys<Draft: TableHolder>() -> [Key<Draft>] {
    [
      .optional(
        "source", \.table.selector.source, .name(of: "a source"),
        absent: "the only source, where there is one", "The name of a Prometheus source."),
      .optional(
        "query", \.table.selector.query, .text("a PromQL query"), absent: "none",
        nullIsAbsent: false, "An instant query in PromQL; all its series count."),
      .value(
        "type_label", \.table.labels.typeLabel, .text("a label's name"),
        "The label that has the instance type."),
      .value(
        "zone_label", \.table.labels.zoneLabel, .text("a label's name"),
        "The label that has the zone."),
      .value(
        "lifecycle_label", \.table.labels.lifecycleLabel, .text("a label's name"),
        "The label that has the lifecycle: `spot`, or `on-demand` (`on_demand`, `od`)."),
      .value(
        "max_age", \.table.labels.maxAge,
        .duration(from: .seconds(1), through: .seconds(30 * 86_400)),
        "The age beyond which what was read last does not count any longer."),
    ]
  }
}

/// A query about instance types while it is read.
struct TableDraft: TableHolder {
  var selector = SelectorDraft()
  var labels = InstanceTable(source: "", query: "")

  var table: TableDraft {
    get { self }
    set { self = newValue }
  }

  func finished(_ noun: String, _ given: Given, _ loading: LoadingContext) -> InstanceTable? {
    guard let reference = selector.finished(noun, given, loading),
      case .query(let query, _) = reference.selector
    else { return nil }
    var table = labels
    table.source = reference.source
    table.query = query
    return table
  }
}

/// A draft with a query about instance types in it.
protocol TableHolder: Sendable, SendableMetatype {
  var table: TableDraft { get set }
}

/// One entry of `prices` while it is read.
struct PriceDraft: TableHolder {
  var table = TableDraft()
  var lifecycle: InstanceLifecycle?
  var interruption: Double?
}

extension ScalarType where Value == InstanceLifecycle {
  /// A lifecycle, in people's words.
  static var lifecycle: ScalarType {
    ScalarType(
      name: "`on-demand`, `spot`", expected: "`on-demand` or `spot`",
      read: { (text, _) throws(Mismatch) in
        guard let lifecycle = InstanceLifecycle(word: text) else { throw Mismatch("") }
        return lifecycle
      }, write: { $0.word })
  }
}

extension ScalarType where Value == Double {
  /// Dollars, none or more.
  static var amount: ScalarType {
    ScalarType(
      name: "number from 0, dollars", expected: "a number of dollars, zero or above",
      read: { (text, _) throws(Mismatch) in
        guard let number = DecimalText.number(text), number >= 0, number <= 1e9 else {
          throw Mismatch("")
        }
        return number
      }, write: { DecimalText.short($0) })
  }
}
