/// The least-squares line through points as they come.
struct RunningLine: Sendable {
  private(set) var count = 0.0
  private var meanX = 0.0
  private var meanY = 0.0
  private var squares = 0.0
  private var products = 0.0

  /// Takes in a point (Welford 1962). O(1).
  mutating func add(x: Double, y: Double) {
    count += 1
    let distance = x - meanX
    meanX += distance / count
    meanY += (y - meanY) / count
    squares += distance * (x - meanX)
    products += distance * (y - meanY)
  }

  /// The slope; 0 below two points.
  var slope: Double { squares > 0 ? products / squares : 0 }
}
