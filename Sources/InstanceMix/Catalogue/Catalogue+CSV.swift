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
    for (index, line) in Self.lines(bytes).enumerated() {
      let number = index + 1
      if line.isEmpty || line.first == UInt8(ascii: "#") { continue }
      let fields = try Self.fields(line, number)
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

  private static func lines(_ bytes: some Sequence<UInt8>) -> [[UInt8]] {
    var all = Array(bytes)
    if all.starts(with: [0xEF, 0xBB, 0xBF]) { all.removeFirst(3) }
    return all.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
      line.last == UInt8(ascii: "\r") ? Array(line.dropLast()) : Array(line)
    }
  }

  private static func fields(_ line: [UInt8], _ number: Int) throws(CatalogueError) -> [String] {
    let (comma, quote) = (UInt8(ascii: ","), UInt8(ascii: "\""))
    var fields: [String] = []
    var field: [UInt8] = []
    var position = 0
    func text() throws(CatalogueError) -> String {
      guard let text = String(validating: field, as: UTF8.self) else {
        throw CatalogueError(line: number, message: "found bytes that are not UTF-8")
      }
      return text
    }
    while true {
      field.removeAll()
      if position < line.count, line[position] == quote {
        position += 1
        while true {
          guard position < line.count else {
            throw CatalogueError(line: number, message: "found a quoted field without its end")
          }
          if line[position] != quote {
            field.append(line[position])
          } else if position + 1 < line.count, line[position + 1] == quote {
            field.append(quote)
            position += 1
          } else {
            break
          }
          position += 1
        }
        position += 1
        guard position == line.count || line[position] == comma else {
          throw CatalogueError(
            line: number, message: "found text behind a quoted field, expected a comma")
        }
      } else {
        while position < line.count, line[position] != comma {
          field.append(line[position])
          position += 1
        }
        while field.last == 0x20 { field.removeLast() }
        field = Array(field.drop { $0 == 0x20 })
      }
      fields.append(try text())
      if position >= line.count { return fields }
      position += 1
    }
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
    var lifecycle = InstanceLifecycle.onDemand
    switch row[.lifecycle] {
    case nil, "od", "on-demand", "on_demand": break
    case "spot": lifecycle = .spot
    case let other?:
      throw CatalogueError(
        line: line, message: "lifecycle: found \"\(other)\", expected on-demand or spot")
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
