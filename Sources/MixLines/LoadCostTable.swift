public import InstanceMix

/// What strategies cost over a load pattern, for people.
public struct LoadCostTable: Sendable {
  /// A strategy and what it costs, or why it cannot serve the load.
  public struct Row: Sendable {
    /// What it is called.
    public var name: String
    /// What it costs.
    public var result: Result<LoadCost, LoadCostError>

    /// A row as given.
    public init(name: String, result: Result<LoadCost, LoadCostError>) {
      self.name = name
      self.result = result
    }
  }

  private let rows: [Row]

  /// The rows, in their order.
  public init(_ rows: [Row]) { self.rows = rows }

  /// The lines, each with its line break.
  public var text: String {
    var table = [
      ["STRATEGY", "$ IN ALL", "$/H MEAN", "$/H PEAK", "$/MILLION", "CHANGES", "OVERLOADED"]
    ]
    var failures = ""
    for row in rows {
      switch row.result {
      case .success(let cost):
        let overloaded =
          cost.knownSteps == 0 ? 0 : Double(cost.overloadedSteps) / Double(cost.knownSteps)
        table.append([
          row.name, Self.dollars(cost.dollars, digits: 2),
          Self.dollars(cost.dollarsPerHour, digits: 4),
          Self.dollars(cost.peakDollarsPerHour, digits: 4),
          Self.dollars(cost.dollarsPerRequest.map { $0 * 1e6 }, digits: 4), "\(cost.changes)",
          Self.dollars(overloaded * 100, digits: 2) + " %",
        ])
      case .failure(let error): failures += "\(row.name): \(error)\n"
      }
    }
    return (table.count > 1 ? TextTable(table, textColumns: [0]).text : "") + failures
  }

  private static func dollars(_ value: Double?, digits: Int) -> String {
    guard let value, value < 1e12 else { return "-" }
    let scale = digits == 2 ? 100 : 10_000
    let whole = Int((value * Double(scale)).rounded())
    return "\(whole / scale).\(Dollars.padded(whole % scale, digits))"
  }
}
