/// A place on a dashboard's grid of 24 columns.
struct GridPlace: Hashable, Sendable {
  var x: Int
  var y: Int
  var width: Int
  var height: Int
}

/// Finds places from left to right and from the top: what does not fit beside the panel before begins a line of its own.
struct GridLayout {
  /// The columns of Grafana's grid.
  static let columns = 24

  private var x = 0
  private var y = 0
  private var lineHeight = 0

  /// The place of what comes next.
  mutating func place(width: Int, height: Int) -> GridPlace {
    precondition(width > 0 && width <= Self.columns && height > 0)
    if x + width > Self.columns { endLine() }
    defer {
      x += width
      lineHeight = max(lineHeight, height)
    }
    return GridPlace(x: x, y: y, width: width, height: height)
  }

  /// Begins a new line, below all that has a place.
  mutating func endLine() {
    y += lineHeight
    x = 0
    lineHeight = 0
  }
}
