internal import Forecasting
import TimeSeries

/// A forecast as a table for people.
public enum ForecastTable {
  /// The table: a row a step, or about `rows` of them where there are more, and a line that says by which models.
  public static func text(_ answer: ForecastAnswer, rows: Int = 16) -> String {
    let steps = answer.mean.count
    var shown = Array(1...max(1, steps))
    if steps > rows {
      let pace = (steps + rows - 1) / rows
      shown = shown.filter { $0 == 1 || $0 % pace == 0 || $0 == steps }
    }
    var table = [["time", "ahead", "mean"] + answer.quantiles.map { "q" + $0.level.text }]
    for step in shown where step <= steps {
      let ahead = answer.step * step
      table.append(
        [(answer.end + ahead).rfc3339, ahead.prometheusText, shortNumber(answer.mean[step - 1])]
          + answer.quantiles.map { shortNumber($0.values[step - 1]) })
    }
    let widths = table[0].indices.map { column in table.map { $0[column].count }.max() ?? 0 }
    var text = ""
    for row in table {
      let cells = zip(row, widths).map { cell, width in
        String(repeating: " ", count: width - cell.count) + cell
      }
      text += cells.joined(separator: "  ") + "\n"
    }
    let models = answer.weights.map { "\($0.model) \(Int(($0.weight * 100).rounded())) %" }
    return text + "model \(answer.model.rawValue): \(models.joined(separator: ", "))\n"
  }
}
