internal import Forecasting
public import TimeSeries

/// A forecast drawn in characters: the end of the series, then the mean in a band between the lowest and the highest quantile.
///
/// Lines are braille dots, two by four to a character; the band is shaded. Where values are too many for the width, each column shows the
/// mean of its stretch.
public struct ForecastChart: Sendable {
  private let width: Int
  private let height: Int
  private let usesColor: Bool

  /// A chart of `width` by `height` characters, axis included; clamped to 40 x 6 ... 400 x 100.
  ///
  /// - Parameter usesColor: whether ANSI colours tell history, mean and band apart.
  public init(width: Int, height: Int = 16, usesColor: Bool) {
    self.width = min(max(width, 40), 400)
    self.height = min(max(height, 6), 100)
    self.usesColor = usesColor
  }

  /// The drawing, with a line below it that says what it shows.
  public func text(_ series: RegularSeries, _ answer: ForecastAnswer) -> String {
    let ordered = answer.quantiles.sorted { $0.level.level < $1.level.level }
    let low = ordered.first?.values ?? []
    let high = ordered.last?.values ?? []
    // The forecast takes a third of the width, the history that goes before it two: both on one time scale.
    let shown = Array(series.values.suffix(max(2 * answer.mean.count, 8)))
    let known = (shown + answer.mean + low + high).filter(\.isFinite)
    guard var bottom = known.min(), var top = known.max() else { return "nothing is known\n" }
    if bottom >= 0, bottom < 0.5 * top { bottom = 0 }
    if !(top - bottom > abs(top) * 1e-9) {
      let margin = max(abs(top) * 0.1, 1)
      bottom -= margin
      top += margin
    }
    guard (top - bottom).isFinite else { return "the values are too far apart to be drawn\n" }
    let labels = [top, (top + bottom) / 2, bottom].map(shortNumber)
    let margin = (labels.map(\.count).max() ?? 0) + 1
    var canvas = BrailleCanvas(
      columns: max(20, width - margin - 1), rows: height, bottom: bottom, top: top)
    let total = shown.count + answer.mean.count
    canvas.shade(low: low, high: high, from: shown.count, of: total)
    canvas.draw(shown, from: 0, of: total, ink: .history)
    canvas.draw(answer.mean, from: shown.count, of: total, ink: .mean)
    var text = ""
    for row in 0..<height {
      let label =
        row == 0 ? labels[0] : row == height - 1 ? labels[2] : row == height / 2 ? labels[1] : ""
      text += String(repeating: " ", count: margin - 1 - label.count) + label
      text += label.isEmpty ? " │" : " ┤"
      text += canvas.line(row, usesColor: usesColor) + "\n"
    }
    text += String(repeating: " ", count: margin) + "└" + axis(canvas.columns, shown.count, total)
    return text + caption(answer, ordered.map(\.level), indent: margin + 1)
  }

  private func axis(_ columns: Int, _ shown: Int, _ total: Int) -> String {
    let now = min(columns - 1, shown * columns / max(1, total))
    var line = Array(repeating: Character("─"), count: columns)
    line[now] = "┴"
    return String(line) + "\n"
  }

  private func caption(
    _ answer: ForecastAnswer, _ levels: [QuantileLevel], indent: Int
  ) -> String {
    let horizon = answer.step * answer.mean.count
    var text =
      "\(answer.end.rfc3339), and \(horizon.prometheusText) ahead by \(answer.model.rawValue)"
    if let low = levels.first, let high = levels.last, levels.count > 1 {
      text += "; band from quantile \(low.text) to \(high.text)"
    }
    return String(repeating: " ", count: indent) + text + "\n"
  }
}
