import TimeSeries

/// Series of a workload's past as a small drawing: SVG without axes, the oldest moment on the left, gaps left open.
struct Sparkline {
  /// One line of the drawing.
  struct Line {
    /// The class that styles it: `load`, `forecast`, `recommended` or `current`.
    var style: String
    var values: [Double]
  }

  /// The moments that a drawing shows.
  static let points = 90

  private static let width = 240.0
  private static let height = 40.0

  let title: String
  let lines: [Line]

  /// The drawing; nil where no value is known. The scale goes from 0, or the smallest value below it, to the largest.
  var svg: String? {
    let known = lines.flatMap { $0.values.filter(\.isFinite) }
    guard let largest = known.max(), let smallest = known.min() else { return nil }
    let floor = min(0, smallest)
    let span = max(largest - floor, .leastNormalMagnitude)
    guard span.isFinite else { return nil }
    var text = """
      <svg viewBox="0 0 \(Int(Self.width)) \(Int(Self.height))" role="img">\
      <title>\(HTMLText.escaped(title))</title>
      """
    for line in lines {
      let path = Self.path(line.values, floor: floor, span: span)
      if !path.isEmpty { text += "<path class=\"\(line.style)\" d=\"\(path)\"/>" }
    }
    return text + "</svg>"
  }

  private static func path(_ values: [Double], floor: Double, span: Double) -> String {
    var path = ""
    var isDrawing = false
    for (index, value) in values.enumerated() {
      guard value.isFinite else {
        isDrawing = false
        continue
      }
      let x = Double(index) / Double(max(1, values.count - 1)) * width
      let y = height - 1 - (value - floor) / span * (height - 2)
      path += "\(isDrawing ? "L" : "M")\(tenths(x)) \(tenths(y))"
      // A moment alone between two gaps would be a point without extent.
      if !isDrawing { path += "h1" }
      isDrawing = true
    }
    return path
  }

  /// A coordinate of the drawing with one decimal.
  private static func tenths(_ value: Double) -> String {
    let tenths = Int((min(max(value, 0), width) * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
  }
}
