// The sums over rows that a regression is made of, in vector registers.
extension DesignMatrix {
  private typealias Lane = SIMD8<Float>

  /// Targets minus fitted values, a row each. O(rows · columns).
  func residuals(targets: [Float], coefficients: [Float], into output: inout [Float]) {
    let lanes = stride / 8
    values.withUnsafeBytes { raw in
      coefficients.withUnsafeBytes { beta in
        output.withUnsafeMutableBufferPointer { output in
          for row in 0..<rowCount {
            var sum = Lane()
            let base = row * stride * 4
            for lane in 0..<lanes {
              let x = raw.loadUnaligned(fromByteOffset: base + lane * 32, as: Lane.self)
              let b = beta.loadUnaligned(fromByteOffset: lane * 32, as: Lane.self)
              sum += x * b
            }
            output[row] = targets[row] - sum.sum()
          }
        }
      }
    }
  }

  /// Xᵀ W X (its lower triangle counts; row-major, `stride` apart) and Xᵀ W y.
  ///
  /// Sums of 64 rows each are kept as Float and added up as Double, so that the precision does not depend on the number of rows.
  func weightedGram(targets: [Float], weights: [Float]) -> (gram: [Double], right: [Double]) {
    let lanes = stride / 8
    let size = featureCount + 1
    var gram = [Double](repeating: 0, count: stride * stride)
    var right = [Double](repeating: 0, count: stride)
    var block = [Lane](repeating: Lane(), count: size * lanes)
    var blockRight = [Lane](repeating: Lane(), count: lanes)
    values.withUnsafeBytes { raw in
      block.withUnsafeMutableBufferPointer { block in
        blockRight.withUnsafeMutableBufferPointer { blockRight in
          var row = 0
          while row < rowCount {
            let end = min(row + 64, rowCount)
            for index in block.indices { block[index] = Lane() }
            for index in blockRight.indices { blockRight[index] = Lane() }
            while row < end {
              add(row, min(4, end - row), raw, targets, weights, lanes, size, block, blockRight)
              row += 4
            }
            for column in 0..<size {
              // Columns up to the diagonal's lane: the lower triangle and what shares its lanes.
              for lane in 0...column / 8 {
                let sum = block[column * lanes + lane]
                for offset in 0..<8 {
                  gram[column * stride + lane * 8 + offset] += Double(sum[offset])
                }
              }
            }
            for lane in 0..<lanes {
              for offset in 0..<8 { right[lane * 8 + offset] += Double(blockRight[lane][offset]) }
            }
          }
        }
      }
    }
    return (gram, right)
  }

  /// Adds `count` rows, at most four, from `row` on to the sums of a block.
  @inline(__always)
  private func add(
    _ row: Int, _ count: Int, _ raw: UnsafeRawBufferPointer, _ targets: [Float],
    _ weights: [Float], _ lanes: Int, _ size: Int, _ block: UnsafeMutableBufferPointer<Lane>,
    _ blockRight: UnsafeMutableBufferPointer<Lane>
  ) {
    // Rows that are missing to four stand for the first one, at no weight.
    let second = count > 1 ? row + 1 : row
    let third = count > 2 ? row + 2 : row
    let fourth = count > 3 ? row + 3 : row
    let weight = SIMD4<Float>(
      weights[row], count > 1 ? weights[second] : 0, count > 2 ? weights[third] : 0,
      count > 3 ? weights[fourth] : 0)
    let target =
      weight * SIMD4<Float>(targets[row], targets[second], targets[third], targets[fourth])
    let places = SIMD4<Int>(row, second, third, fourth) &* (stride * 4)
    for lane in 0..<lanes {
      let x = lanesAt(raw, places, lane * 32)
      let early: Lane = x.0 * target[0] + x.1 * target[1]
      let late: Lane = x.2 * target[2] + x.3 * target[3]
      blockRight[lane] += early + late
    }
    for column in 0..<size {
      var a = SIMD4<Float>()
      for place in 0..<4 {
        a[place] = raw.loadUnaligned(fromByteOffset: places[place] + column * 4, as: Float.self)
      }
      a *= weight
      for lane in 0...column / 8 {
        let x = lanesAt(raw, places, lane * 32)
        let early: Lane = x.0 * a[0] + x.1 * a[1]
        let late: Lane = x.2 * a[2] + x.3 * a[3]
        block[column * lanes + lane] += early + late
      }
    }
  }

  @inline(__always)
  private func lanesAt(
    _ raw: UnsafeRawBufferPointer, _ places: SIMD4<Int>, _ offset: Int
  ) -> (Lane, Lane, Lane, Lane) {
    (
      raw.loadUnaligned(fromByteOffset: places[0] + offset, as: Lane.self),
      raw.loadUnaligned(fromByteOffset: places[1] + offset, as: Lane.self),
      raw.loadUnaligned(fromByteOffset: places[2] + offset, as: Lane.self),
      raw.loadUnaligned(fromByteOffset: places[3] + offset, as: Lane.self)
    )
  }
}
