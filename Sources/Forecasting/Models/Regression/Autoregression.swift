import Glibc

/// A stationary autoregression of what another model leaves over, of the order with the least Akaike criterion.
struct Autoregression: Sendable {
  /// The coefficients of the newest residual, the one before it, and so on; empty where residuals tell nothing of the next.
  let coefficients: [Double]

  /// The order with the least Akaike criterion from 0 to `maximumOrder`, by the Yule-Walker equations and the recursion of Levinson and
  /// Durbin (Durbin 1960): always stationary. A gap (NaN) counts as 0, the mean of residuals. O(values · maximumOrder).
  init(residuals: [Double], maximumOrder: Int) {
    let known = residuals.reduce(0.0) { $0 + ($1.isNaN ? 0 : 1) }
    let order = max(0, min(maximumOrder, Int(known) / 4))
    let values = residuals.map { $0.isNaN ? 0 : $0 }
    var covariances: [Double] = []
    for lag in 0...order {
      var sum = 0.0
      for index in lag..<max(lag, values.count) { sum += values[index] * values[index - lag] }
      covariances.append(sum)
    }
    var error = covariances[0]
    var current: [Double] = []
    var best: [Double] = []
    var least = 0.0
    guard error > 0, error.isFinite, known > 0 else {
      coefficients = []
      return
    }
    for size in 1..<(order + 1) {
      var reflection = covariances[size]
      for (index, value) in current.enumerated() {
        reflection -= value * covariances[size - 1 - index]
      }
      reflection /= error
      guard reflection.isFinite, abs(reflection) < 1 else { break }
      let reversed = Array(current.reversed())
      for index in current.indices { current[index] -= reflection * reversed[index] }
      current.append(reflection)
      error *= 1 - reflection * reflection
      guard error > 0 else { break }
      let criterion = known * log(error / covariances[0]) + 2 * Double(size)
      if criterion < least { (best, least) = (current, criterion) }
    }
    coefficients = best
  }

  /// The next of `residuals`, expected from the values before `index`; those before the first count as 0. O(order).
  func next(_ residuals: [Double], before index: Int) -> Double {
    var sum = 0.0
    for (lag, coefficient) in coefficients.enumerated() where index - 1 - lag >= 0 {
      sum += coefficient * residuals[index - 1 - lag]
    }
    return sum
  }
}
