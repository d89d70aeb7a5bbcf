import Backtesting
import TimeSeries

/// A backtest as one HTML file that needs nothing else: the scores, and curves over the load.
struct BacktestPage {
  /// A curve beside the load.
  struct Curve {
    var name: String
    /// Replicas for each scored tick.
    var replicas: [Int]
  }

  var report: BacktestReport
  var demand: Demand
  /// The ticks that were scored.
  var scored: Range<Int>
  var curves: [Curve]

  private static let width = 1200.0
  private static let height = 420.0
  private static let colours = ["#1f77b4", "#d62728", "#2ca02c", "#9467bd"]
  /// The points of a curve: each is the largest of its time, so that no peak is lost.
  private static let points = 1200

  /// The page.
  var html: String {
    let peak = max(1, curves.flatMap(\.replicas).max() ?? 1, demand.needs[scored].max() ?? 1)
    var drawing = ""
    for part in 0...4 {
      let replicas = peak * part / 4
      let y = Self.y(Double(replicas), peak)
      drawing += """
        <line class="grid" x1="40" x2="\(Self.width)" y1="\(y)" y2="\(y)"/><text x="34" y="\(y + 4)" text-anchor="end">\(replicas)</text>

        """
    }
    for part in 0...6 {
      let tick = scored.lowerBound + (scored.count - 1) * part / 6
      let moment = demand.start + demand.tick * tick
      let anchor = part == 0 ? "start" : part == 6 ? "end" : "middle"
      let x = 40 + (Self.width - 40) * Double(part) / 6
      drawing += """
        <text x="\(x)" y="\(Self.height + 20)" text-anchor="\(anchor)">\(Self.escaped(moment.rfc3339))</text>

        """
    }
    let loads = demand.loads[scored].map { $0 }
    drawing += #"<path class="load" d="\#(path(loads, peak, closed: true))"/>"# + "\n"
    var legend = #"<li><span class="swatch" style="background:#bbb"></span>load, in replicas</li>"#
    for (index, curve) in curves.enumerated() {
      let colour = Self.colours[index % Self.colours.count]
      let line = path(curve.replicas.map(Double.init), peak, closed: false)
      drawing += #"<path class="curve" stroke="\#(colour)" d="\#(line)"/>"# + "\n"
      legend +=
        #"<li><span class="swatch" style="background:\#(colour)"></span>\#(Self.escaped(curve.name))</li>"#
    }
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>Outrider backtest</title>
      <style>
      :root { color-scheme: light dark; }
      body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 78rem; padding: 0 1rem; }
      table { border-collapse: collapse; width: 100%; }
      th, td { padding: .3rem .6rem; text-align: right; border-bottom: 1px solid #8884; }
      th:first-child, td:first-child { text-align: left; }
      svg { width: 100%; height: auto; }
      svg text { font-size: 11px; fill: currentColor; }
      .grid { stroke: #8884; }
      .load { fill: #8886; stroke: none; }
      .curve { fill: none; stroke-width: 1.5; }
      ul { list-style: none; padding: 0; display: flex; gap: 1.5rem; flex-wrap: wrap; }
      .swatch { display: inline-block; width: .9rem; height: .9rem; margin-right: .4rem; vertical-align: middle; }
      .wide { overflow-x: auto; }
      </style>
      </head>
      <body>
      <h1>Backtest</h1>
      <p>\(Self.escaped(report.span)). Each policy decided from the past alone; the oracle knows the future.</p>
      <svg viewBox="0 0 \(Self.width) \(Self.height + 30)" role="img" aria-label="Load and replicas over time">
      \(drawing)</svg>
      <ul>\(legend)</ul>
      <div class="wide"><table>
      \(rows)</table></div>
      </body>
      </html>

      """
  }

  private var rows: String {
    report.cells.enumerated().map { index, row in
      let tag = index == 0 ? "th" : "td"
      return "<tr>" + row.map { "<\(tag)>\(Self.escaped($0))</\(tag)>" }.joined() + "</tr>\n"
    }.joined()
  }

  private func path(_ values: [Double], _ peak: Int, closed: Bool) -> String {
    let count = min(values.count, Self.points)
    guard count > 0 else { return "" }
    var path = ""
    for point in 0..<count {
      let from = values.count * point / count
      let to = max(from + 1, values.count * (point + 1) / count)
      let value = values[from..<to].max() ?? 0
      let x = 40 + (Self.width - 40) * Double(point) / Double(max(1, count - 1))
      path += "\(path.isEmpty ? "M" : "L")\(Self.short(x)) \(Self.short(Self.y(value, peak)))"
    }
    return closed ? path + "L\(Self.width) \(Self.height)L40 \(Self.height)Z" : path
  }

  private static func y(_ replicas: Double, _ peak: Int) -> Double {
    height - (height - 10) * replicas / Double(peak)
  }

  private static func short(_ value: Double) -> Double { (value * 10).rounded() / 10 }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "&": result += "&amp;"
      case "\"": result += "&quot;"
      default: result.append(character)
      }
    }
    return result
  }
}
