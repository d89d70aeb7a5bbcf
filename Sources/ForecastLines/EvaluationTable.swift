public import Forecasting
import TimeSeries

/// An evaluation for people: for each target the models from best to worst, and bars of their errors over the last value's.
public enum EvaluationTable {
  /// The table; what is unknown is `-`.
  public static func text(_ evaluation: RollingEvaluation, step: Duration) -> String {
    var table = [
      ["target", "model", "scored", "gaps", "silent", "error", "scaled", "skill"]
        + evaluation.levels.flatMap { ["loss q\($0)", "cover q\($0)"] } + ["width"]
    ]
    for (index, target) in evaluation.targets.enumerated() {
      for (place, model) in ranked(evaluation, index).enumerated() {
        let score = evaluation.scores[model][index]
        table.append(
          [
            place == 0 ? name(target, step) : "", evaluation.models[model].rawValue,
            "\(score.counts.scored)", "\(score.counts.gaps)", "\(score.counts.abstentions)",
            number(score.meanAbsoluteError), fixed(score.scaledError), fixed(score.skill),
          ] + score.quantiles.flatMap { [fixed($0.scaledLoss), fixed($0.coverage)] }
            + [number(score.bandWidth)])
      }
    }
    let widths = table[0].indices.map { column in table.map { $0[column].count }.max() ?? 0 }
    var text = ""
    for row in table {
      var line = ""
      for (column, (cell, width)) in zip(row, widths).enumerated() {
        let blanks = String(repeating: " ", count: width - cell.count)
        line += (column == 0 ? "" : "  ") + (column < 2 ? cell + blanks : blanks + cell)
      }
      while line.last == " " { line.removeLast() }
      text += line + "\n"
    }
    return text + """
      \(evaluation.steps.heldBack) of \(evaluation.steps.all) steps were held back. gaps: origins or truths that are \
      unknown; silent: no answer; error: mean absolute error; scaled, loss: over the last value's; skill: 1 - scaled; \
      cover: the share at or below the quantile; width: mean distance between the quantiles 0.05 and 0.95.

      """
  }

  /// Bars of the scaled errors: the last value's ends at the mark.
  public static func chart(
    _ evaluation: RollingEvaluation, step: Duration, width: Int = 100
  ) -> String {
    let names = evaluation.models.map(\.rawValue)
    let margin = (names.map(\.count).max() ?? 0) + 2
    let room = max(20, min(width, 160) - margin - 8)
    // The mark of the last value stands at two thirds; a bar that is longer ends in an arrow.
    let mark = room * 2 / 3
    var text = ""
    for (index, target) in evaluation.targets.enumerated() {
      text += "\(name(target, step)), error over the last value's\n"
      for model in ranked(evaluation, index) {
        let name = names[model]
        text += String(repeating: " ", count: margin - name.count - 1) + name + " "
        guard let error = evaluation.scores[model][index].scaledError else {
          text += "-\n"
          continue
        }
        let length = Int((error * Double(mark)).rounded())
        var bar = Array(repeating: Character(" "), count: room)
        for place in 0..<min(length, room) { bar[place] = "▇" }
        if length > room { bar[room - 1] = "▶" }
        if length <= mark { bar[mark] = "│" }
        text += String(bar) + " " + fixed(error) + "\n"
      }
    }
    return text
  }

  /// The models' places, the least error first; those without one last.
  private static func ranked(_ evaluation: RollingEvaluation, _ target: Int) -> [Int] {
    evaluation.models.indices.sorted { left, right in
      let (a, b) = (
        evaluation.scores[left][target].meanAbsoluteError ?? .infinity,
        evaluation.scores[right][target].meanAbsoluteError ?? .infinity
      )
      return a == b ? left < right : a < b
    }
  }

  private static func name(_ target: ForecastTarget, _ step: Duration) -> String {
    let ahead = (step * target.steps).prometheusText
    switch target {
    case .value: return "in \(ahead)"
    case .maximum: return "max in \(ahead)"
    }
  }

  private static func number(_ value: Double?) -> String { value.map(shortNumber) ?? "-" }

  /// Three decimals.
  private static func fixed(_ value: Double?) -> String {
    guard let value, value.isFinite, abs(value) < 1e6 else { return "-" }
    let thousandths = Int((abs(value) * 1000).rounded())
    let digits = "\(thousandths % 1000)"
    let sign = value < 0 && thousandths > 0 ? "-" : ""
    return "\(sign)\(thousandths / 1000)." + String(repeating: "0", count: 3 - digits.count)
      + digits
  }
}
