/// A least-squares line through points that arrive one after another, with the arithmetic of Prometheus' `predict_linear` and `deriv`: Neumaier's compensated sums, and no arithmetic at all where every y is the same.
///
/// Source: `linearRegression` and `kahanSumInc` in Prometheus' promql/functions.go (2.42 to 3.x).
struct LinearRegression {
  private var count = 0.0
  private var firstY = Double.nan
  private var isConstant = true
  private var sumX = CompensatedSum()
  private var sumY = CompensatedSum()
  private var sumXY = CompensatedSum()
  private var sumXX = CompensatedSum()

  /// Takes in the point (`x`, `y`). O(1).
  mutating func add(x: Double, y: Double) {
    if count == 0 {
      firstY = y
    } else if y != firstY {
      isConstant = false
    }
    count += 1
    sumX.add(x)
    sumY.add(y)
    sumXY.add(x * y)
    sumXX.add(x * x)
  }

  /// The line through the points, or nil below two points. Not finite where the points leave the range of `Double` or
  /// all have one x.
  var line: (slope: Double, intercept: Double)? {
    guard count >= 2 else { return nil }
    if isConstant { return (0, firstY) }
    let x = sumX.total
    let y = sumY.total
    let covariance = sumXY.total - x * y / count
    let variance = sumXX.total - x * x / count
    let slope = covariance / variance
    return (slope, y / count - slope * x / count)
  }
}

/// A sum that carries its own rounding error (Neumaier 1974).
private struct CompensatedSum {
  private var sum = 0.0
  private var compensation = 0.0

  var total: Double { sum + compensation }

  mutating func add(_ increment: Double) {
    let next = sum + increment
    if next.isInfinite {
      compensation = 0
    } else if abs(sum) >= abs(increment) {
      compensation += (sum - next) + increment
    } else {
      compensation += (increment - next) + sum
    }
    sum = next
  }
}
