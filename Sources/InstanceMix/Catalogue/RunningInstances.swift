/// Instances that run now, as a file tells them.
public struct RunningInstances: Hashable, Sendable {
  /// A number of equal instances.
  public struct Entry: Hashable, Sendable {
    /// The instance type.
    public var type: String
    /// On-demand or spot.
    public var lifecycle = InstanceLifecycle.onDemand
    /// The zone; nil: any.
    public var zone: String?
    /// How many.
    public var count: Int
  }

  /// The entries, in the order of the file.
  public var entries: [Entry]

  private enum Column: String, CaseIterable {
    case instanceType = "instance_type"
    case lifecycle
    case zone
    case count
  }

  /// Reads CSV with the columns `instance_type` and `count`, and `lifecycle` and `zone` where they are known. Lines that begin with `#` are read
  /// over.
  ///
  /// - Throws: ``CatalogueError`` for an unknown, doubled or missing column and a field that does not hold what its column says.
  public init(csv bytes: some Sequence<UInt8>) throws(CatalogueError) {
    var columns: [Column]?
    entries = []
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
      entries.append(try Self.entry(row, number))
    }
  }

  private static func header(_ names: [String], _ line: Int) throws(CatalogueError) -> [Column] {
    let columns = names.compactMap(Column.init)
    guard columns.count == names.count, Set(columns).count == columns.count,
      columns.contains(.instanceType), columns.contains(.count)
    else {
      throw CatalogueError(
        line: line,
        message:
          "found the columns \(names.joined(separator: ", ")), expected instance_type and count, and at will lifecycle and zone"
      )
    }
    return columns
  }

  private static func entry(_ row: [Column: String], _ line: Int) throws(CatalogueError) -> Entry {
    guard let type = row[.instanceType] else {
      throw CatalogueError(line: line, message: "instance_type: found nothing, expected a name")
    }
    let text = row[.count] ?? ""
    guard let count = DecimalNumber(text)?.scaled(by: 1, up: true),
      count <= MixProblem.largestNumber, !text.contains(".")
    else {
      throw CatalogueError(line: line, message: "count: found \"\(text)\", expected a whole number")
    }
    let word = row[.lifecycle] ?? InstanceLifecycle.onDemand.word
    guard let lifecycle = InstanceLifecycle(word: word) else {
      throw CatalogueError(
        line: line, message: "lifecycle: found \"\(word)\", expected on-demand or spot")
    }
    return Entry(type: type, lifecycle: lifecycle, zone: row[.zone], count: count)
  }

  /// The count of each offer of a catalogue, and the entries that are not on offer in it.
  public func counts(in catalogue: Catalogue) -> (counts: [Int], unknown: [Entry]) {
    var counts = [Int](repeating: 0, count: catalogue.offers.count)
    var unknown: [Entry] = []
    for entry in entries where entry.count > 0 {
      let offer = catalogue.offers.firstIndex {
        $0.type == entry.type && $0.lifecycle == entry.lifecycle
          && (entry.zone == nil || $0.zone.isEmpty || $0.zone == entry.zone)
      }
      if let offer {
        counts[offer] = min(MixProblem.largestNumber, counts[offer] + entry.count)
      } else {
        unknown.append(entry)
      }
    }
    return (counts, unknown)
  }
}
