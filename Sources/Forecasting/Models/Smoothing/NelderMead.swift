/// The minimum of a function of up to four variables in the unit box, by the simplex method of Nelder and Mead (1965).
///
/// Points outside the box are moved to its edge. Evaluations are bounded and the order of all operations is fixed: equal functions give
/// equal answers to the last bit.
struct NelderMead {
  /// The number of variables, 1 ... 4; the rest of a point stays as it is at the start.
  var dimensions: Int

  /// The largest number of evaluations.
  var budget: Int

  /// The search ends where the values at all corners differ by less than this.
  var tolerance = 1e-4

  /// The best point found, and its value. A value that is not finite counts as infinitely large.
  ///
  /// The search begins at the best of `candidates` and, once it has come to rest, a second time round the point that it found, with a new simplex: one
  /// that was pressed flat against an edge of the box does not end the search.
  func minimize(
    amongAndBeyond candidates: [SIMD4<Double>], _ function: (SIMD4<Double>) -> Double
  ) -> (point: SIMD4<Double>, value: Double) {
    var best = (point: candidates[0], value: Double.infinity)
    for point in candidates {
      let value = function(point)
      if value < best.value { best = (point, value) }
    }
    guard best.value.isFinite else { return best }
    var search = self
    for (size, share) in [(0.15, 0.6), (0.05, 0.4)] {
      search.budget = max(dimensions + 2, Int(share * Double(budget - candidates.count)))
      let found = search.minimize(from: best.point, size: size, function)
      if found.value < best.value { best = found }
    }
    return best
  }

  /// The best point found by one search, and its value.
  ///
  /// - Parameters:
  ///   - start: a point in the box.
  ///   - size: the edge of the first simplex, along each axis towards the farther side of the box.
  func minimize(
    from start: SIMD4<Double>, size: Double, _ function: (SIMD4<Double>) -> Double
  ) -> (point: SIMD4<Double>, value: Double) {
    var left = budget
    func value(_ point: SIMD4<Double>) -> Double {
      left -= 1
      let value = function(point)
      return value.isNaN ? .infinity : value
    }
    func inBox(_ point: SIMD4<Double>) -> SIMD4<Double> {
      point.clamped(lowerBound: SIMD4(repeating: 0), upperBound: SIMD4(repeating: 1))
    }
    var corners = [(point: start, value: value(start))]
    for axis in 0..<dimensions {
      var point = start
      point[axis] += point[axis] > 0.5 ? -size : size
      corners.append((point, value(point)))
    }
    while left > 0 {
      // Insertion keeps equals in order; the standard sort promises that too, but only since lately.
      for index in corners.indices.dropFirst() {
        var place = index
        while place > 0, corners[place].value < corners[place - 1].value {
          corners.swapAt(place, place - 1)
          place -= 1
        }
      }
      let best = corners[0]
      let worst = corners[dimensions]
      if best.value == .infinity || worst.value - best.value <= tolerance {
        break
      }
      var centre = SIMD4<Double>(repeating: 0)
      for corner in corners.dropLast() { centre += corner.point }
      centre /= Double(dimensions)
      let reflected = inBox(centre + (centre - worst.point))
      let reflectedValue = value(reflected)
      if reflectedValue < best.value {
        let expanded = inBox(centre + 2 * (centre - worst.point))
        let expandedValue = value(expanded)
        corners[dimensions] =
          expandedValue < reflectedValue
          ? (expanded, expandedValue) : (reflected, reflectedValue)
        continue
      }
      if reflectedValue < corners[dimensions - 1].value {
        corners[dimensions] = (reflected, reflectedValue)
        continue
      }
      let towards = reflectedValue < worst.value ? reflected : worst.point
      let contracted = centre + 0.5 * (towards - centre)
      let contractedValue = value(contracted)
      if contractedValue < min(reflectedValue, worst.value) {
        corners[dimensions] = (contracted, contractedValue)
        continue
      }
      for index in 1...dimensions {
        let point = best.point + 0.5 * (corners[index].point - best.point)
        corners[index] = (point, value(point))
      }
    }
    return corners.min { $0.value < $1.value } ?? corners[0]
  }
}
