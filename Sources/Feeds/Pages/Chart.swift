import TimeSeries

/// Lines and areas over time as SVG.
///
/// The drawing has no text: it is stretched to whatever room it has, and axes stand beside it as text of the page, so that they can be
/// read at any width. Time goes to the right; gaps are left open.
struct Chart {
  /// A point of a line: a moment, and a value that may be NaN.
  typealias Point = (time: Timestamp, value: Double)

  /// One line.
  struct Line {
    /// The class that styles it: `load`, `forecast`, `capacity`, `recommended` or `current`.
    var style: String
    var points: [Point]
    /// Whether a value holds until the next point, as numbers of replicas do.
    var isStepped = false
  }

  /// The area between two lines from one moment to another: how far a forecast may be off.
  struct Band {
    var start: Point
    var end: Timestamp
    var low: Double
    var high: Double
  }

  /// The drawing's own units; it is stretched to its place.
  private static let width = 600.0
  private static let height = 100.0

  var from: Timestamp
  var through: Timestamp
  /// The moment at which the past ends; nil: no line is drawn there.
  var now: Timestamp?
  var lines: [Line]
  var bands: [Band] = []
  /// What the drawing shows, for those who do not see it.
  var label: String

  /// The largest and smallest value of the scale; nil where nothing is known. It begins at 0, or below it where values are, and ends at a round
  /// number.
  var scale: (low: Double, high: Double)? {
    var high = -Double.infinity
    var low = Double.infinity
    for line in lines {
      for point in line.points where point.value.isFinite {
        high = max(high, point.value)
        low = min(low, point.value)
      }
    }
    for band in bands where band.high.isFinite { high = max(high, band.high) }
    guard high >= low else { return nil }
    let top = Self.round(above: max(high, 0))
    let bottom = low < 0 ? -Self.round(above: -low) : 0
    return top > bottom ? (bottom, top) : (0, 1)
  }

  /// The least of 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8 and 10 times a power of ten that is not below `value`.
  static func round(above value: Double) -> Double {
    guard value > 0, value.isFinite else { return 0 }
    var power = 1.0
    while power * 10 <= value, power < 1e307 { power *= 10 }
    while power > value, power > 1e-300 { power /= 10 }
    for factor in [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10] where factor * power >= value {
      let round = factor * power
      if round.isFinite { return round }
    }
    return value
  }

  /// The drawing; nil where nothing is known.
  var svg: HTML? {
    guard let scale else { return nil }
    var content = HTML.nothing
    for band in bands {
      guard let start = place(band.start, scale), band.low.isFinite, band.high.isFinite,
        let high = place((band.end, band.high), scale), let low = place((band.end, band.low), scale)
      else { continue }
      content += "<path class=\"band\" d=\"M\(start)L\(high)L\(low)Z\"/>"
    }
    if let now, let x = fraction(now) {
      let place = Self.tenths(x * Self.width)
      content += "<path class=\"now\" d=\"M\(place) 0V\(Int(Self.height))\"/>"
    }
    for line in lines {
      let path = path(line, scale)
      if !path.isEmpty { content += "<path class=\"\(line.style)\" d=\"\(path)\"/>" }
    }
    return """
      <svg viewBox="0 0 \(Int(Self.width)) \(Int(Self.height))" preserveAspectRatio="none" role="img" \
      aria-label="\(label)">\(content)</svg>
      """
  }

  /// The line as a path; a point that says the same as its neighbours is left out.
  private func path(_ line: Line, _ scale: (low: Double, high: Double)) -> String {
    var path = ""
    var isDrawing = false
    var last = 0.0
    for (index, point) in line.points.enumerated() {
      guard let place = place(point, scale) else {
        if line.isStepped, isDrawing, let x = fraction(point.time) {
          path += "H\(Self.tenths(x * Self.width))"
        }
        isDrawing = false
        continue
      }
      if isDrawing, point.value == last, index + 1 < line.points.count,
        line.points[index + 1].value == last
      {
        continue
      }
      if !isDrawing {
        path += "M\(place)"
        // A moment alone between two gaps would be a point without extent.
        if index + 1 == line.points.count || !line.points[index + 1].value.isFinite {
          path += "h1"
        }
      } else if line.isStepped, let x = fraction(point.time) {
        path += "H\(Self.tenths(x * Self.width))"
        if point.value != last { path += "V\(Self.tenths(y(point.value, scale)))" }
      } else {
        path += "L\(place)"
      }
      isDrawing = true
      last = point.value
    }
    return path
  }

  private func place(_ point: Point, _ scale: (low: Double, high: Double)) -> String? {
    guard point.value.isFinite, let x = fraction(point.time) else { return nil }
    return "\(Self.tenths(x * Self.width)) \(Self.tenths(y(point.value, scale)))"
  }

  private func y(_ value: Double, _ scale: (low: Double, high: Double)) -> Double {
    // Halves first: the span of two numbers of the largest size is not a number.
    let share = (value / 2 - scale.low / 2) / (scale.high / 2 - scale.low / 2)
    return Self.height * (1 - min(max(share, 0), 1))
  }

  /// Where a moment lies between the first and the last, 0 to 1; nil outside.
  private func fraction(_ time: Timestamp) -> Double? {
    let span = (through - from).inSeconds
    guard span > 0 else { return nil }
    let fraction = (time - from).inSeconds / span
    return fraction >= 0 && fraction <= 1.0001 ? fraction : nil
  }

  /// A coordinate with one decimal.
  private static func tenths(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
  }
}
