extension Catalogue {
  /// The columns that a catalogue file may have, in any order. `instance_type` and a price are needed.
  private enum Column: String, CaseIterable {
    case instanceType = "instance_type"
    case lifecycle
    case region
    case zone
    case cores = "vcpu"
    case memory = "memory_gib"
    case gpus = "gpu_count"
    case gpuModel = "gpu_model"
    case price = "usd_per_hour"
    case onDemandPrice = "on_demand_usd_per_hour"
    case spotPrice = "spot_usd_per_hour"
    case requests = "rps"
    case latency = "latency_ms"
    case interruption = "interruption_percent"
    case maximum = "max"
    // Facts that no constraint asks for yet.
    case gpuMemory = "gpu_memory_gib"
    case architecture = "arch"
    case network = "network_gbps"
  }

  /// Reads a catalogue in CSV.
  ///
  /// The first line that is neither empty nor begins with `#` names the columns; see
  /// docs/instance-mix.md. A line with both an on-demand and a spot price is two offers; the
  /// interruption probability is the spot offer's. Fields may be quoted as in RFC 4180, but hold no
  /// line break. Prices are rounded to millionths of a dollar, memory down to mebibytes, the load
  /// served down to tenths.
  ///
  /// - Throws: ``CatalogueError`` for an unknown or doubled column, a missing one, a line of another
  ///   length, and a field that does not hold what its column says.
  public init(csv bytes: some Sequence<UInt8>) throws(CatalogueError) {
    var columns: [Column]?
    var offers: [InstanceOffer] = []
    for (index, line) in CSVText.lines(bytes).enumerated() {
      let number = index + 1
      if line.isEmpty || line.first == UInt8(ascii: "#") { continue }
      let fields = try CSVText.fields(line, number)
      guard let columns else {
        columns = try Self.header(fields, number)
        continue
      }
      guard fields.count == columns.count else {
        throw CatalogueError(
          line: number, message: "found \(fields.count) fields, expected \(columns.count)")
      }
      var row: [Column: String] = [:]
      for (column, field) in zip(columns, fields) where !field.isEmpty { row[column] = field }
      offers += try Self.offers(row, number)
    }
    guard columns != nil else {
      throw CatalogueError(line: 1, message: "found no header, expected the names of the columns")
    }
    self.init(offers: offers)
  }

  private static func header(_ names: [String], _ number: Int) throws(CatalogueError) -> [Column] {
    var columns: [Column] = []
    for name in names {
      guard let column = Column(rawValue: name) else {
        let known = Column.allCases.map(\.rawValue).joined(separator: ", ")
        throw CatalogueError(
          line: number, message: "found column \"\(name)\", expected some of \(known)")
      }
      guard !columns.contains(column) else {
        throw CatalogueError(line: number, message: "found column \(name) twice")
      }
      columns.append(column)
    }
    guard columns.contains(.instanceType) else {
      throw CatalogueError(line: number, message: "found no column instance_type")
    }
    guard !Set(columns).isDisjoint(with: [.price, .onDemandPrice, .spotPrice]) else {
      throw CatalogueError(
        line: number,
        message:
          "found no price, expected usd_per_hour, on_demand_usd_per_hour or spot_usd_per_hour")
    }
    return columns
  }

  /// The offers of one line.
  private static func offers(
    _ row: [Column: String], _ line: Int
  ) throws(CatalogueError) -> [InstanceOffer] {
    func number(_ column: Column, scale: Int, up: Bool? = false) throws(CatalogueError) -> Int? {
      guard let text = row[column] else { return nil }
      guard let value = DecimalNumber(text)?.scaled(by: scale, up: up),
        value <= MixProblem.largestNumber
      else {
        throw CatalogueError(
          line: line,
          message: "\(column.rawValue): found \"\(text)\", expected a number such as 0.25 or 16")
      }
      return value
    }
    guard let type = row[.instanceType] else {
      throw CatalogueError(line: line, message: "instance_type: found nothing, expected a name")
    }
    var offer = InstanceOffer(type: type, microdollarsPerHour: 0)
    offer.region = row[.region]
    offer.zone = row[.zone] ?? ""
    offer.milliCores = try number(.cores, scale: 1000)
    offer.memoryMebibytes = try number(.memory, scale: 1024)
    offer.gpus = try number(.gpus, scale: 1) ?? 0
    offer.gpuModel = row[.gpuModel]
    offer.deciRequestsPerSecond = try number(.requests, scale: 10)
    offer.latencyMilliseconds = try number(.latency, scale: 1, up: true)
    offer.maximum = try number(.maximum, scale: 1)
    let interruption = try number(.interruption, scale: 10, up: true) ?? 0
    guard interruption <= 1000 else {
      throw CatalogueError(
        line: line, message: "interruption_percent: expected a number from 0 to 100")
    }
    let word = row[.lifecycle] ?? InstanceLifecycle.onDemand.word
    guard let lifecycle = InstanceLifecycle(word: word) else {
      throw CatalogueError(
        line: line, message: "lifecycle: found \"\(word)\", expected on-demand or spot")
    }
    var offers: [InstanceOffer] = []
    for (column, kind) in [
      (Column.price, lifecycle), (.onDemandPrice, .onDemand), (.spotPrice, .spot),
    ] {
      guard let price = try number(column, scale: 1_000_000, up: nil) else { continue }
      offer.microdollarsPerHour = price
      offer.lifecycle = kind
      offer.interruptionPerMille = kind == .spot || column == .price ? interruption : 0
      offers.append(offer)
    }
    guard !offers.isEmpty else {
      throw CatalogueError(line: line, message: "found no price, expected one at least")
    }
    return offers
  }
}
