import Backtesting
import JSON

/// One policy in a report.
struct BacktestRow {
  var name: String
  var score: BacktestScore
  /// What it would have cost; nil: no prices are known.
  var dollars: Double?
}

/// What policies would have cost and been worth, for people and for programs.
struct BacktestReport {
  var rows: [BacktestRow]
  /// The days that were scored.
  var days: Double

  /// What was scored.
  var span: String { "\(Self.fixed(days, 1)) days, after as many of history" }

  /// The share of the HPA's cost that a policy would have saved, below 0 where it would have cost more; nil without an HPA.
  private func saving(of row: BacktestRow) -> Double? {
    guard let hpa = rows.first(where: { $0.name == "hpa" }) else { return nil }
    if let ours = row.dollars, let theirs = hpa.dollars, theirs > 0 { return 1 - ours / theirs }
    return hpa.score.replicaHours > 0 ? 1 - row.score.replicaHours / hpa.score.replicaHours : nil
  }

  /// A row for each policy, below the headings.
  var cells: [[String]] {
    var cells = [
      [
        "POLICY", "REPLICA-HOURS", "OF ORACLE", "OVERLOADED", "UNSERVED", "WAIT P99", "CHURN/DAY",
        "SPARE", "SAVED",
      ]
    ]
    let hasDollars = rows.contains { $0.dollars != nil }
    if hasDollars { cells[0].insert("$", at: 2) }
    for row in rows {
      let score = row.score
      var line = [
        row.name, Self.fixed(score.replicaHours, 1), Self.fixed(score.costRatio, 3),
        Self.fixed(score.overload * 100, 3) + " %", Self.fixed(score.unserved * 100, 4) + " %",
        Self.fixed(score.waitP99Seconds, 1) + " s", Self.fixed(score.churnPerDay, 0),
        Self.fixed(score.spare * 100, 1) + " %",
        saving(of: row).map { Self.fixed($0 * 100, 1) + " %" } ?? "-",
      ]
      if hasDollars { line.insert(row.dollars.map { Self.fixed($0, 2) } ?? "-", at: 2) }
      cells.append(line)
    }
    return cells
  }

  /// A line for each policy.
  var table: String {
    let cells = cells
    let widths = cells[0].indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
    let lines = cells.map { row in
      row.enumerated().map { column, cell in
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        return column == 0 ? cell + padding : padding + cell
      }.joined(separator: "  ")
    }
    return span + "\n" + lines.joined(separator: "\n") + "\n"
  }

  /// A JSON object a policy.
  var lines: String {
    var writer = JSONWriter()
    for row in rows {
      let score = row.score
      writer.beginObject()
      writer.member("policy", row.name)
      writer.member("replica_hours", score.replicaHours)
      if let dollars = row.dollars { writer.member("dollars", dollars) }
      writer.member("cost_ratio", score.costRatio)
      writer.member("overload_ratio", score.overload)
      writer.member("unserved_ratio", score.unserved)
      writer.member("wait_p99_seconds", score.waitP99Seconds)
      writer.member("churn_per_day", score.churnPerDay)
      writer.member("spare_ratio", score.spare)
      writer.member("saved_ratio", saving(of: row))
      writer.endObject()
      writer.endLine()
    }
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// A number with so many decimals, rounded.
  private static func fixed(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite, value.magnitude < 1e12 else { return "-" }
    let scale = (0..<decimals).reduce(1) { product, _ in product * 10 }
    let whole = Int((value * Double(scale)).rounded())
    guard decimals > 0 else { return "\(whole)" }
    let rest = String(abs(whole % scale))
    return "\(whole / scale)." + String(repeating: "0", count: decimals - rest.count) + rest
  }
}
