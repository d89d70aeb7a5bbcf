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
            while row + 1 < end {
              add(row, row + 1, raw, targets, weights, lanes, size, block, blockRight)
              row += 2
            }
            if row < end {
              add(row, row, raw, targets, weights, lanes, size, block, blockRight, isSingle: true)
              row += 1
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

  /// Adds two rows to the sums of a block, or one.
  @inline(__always)
  private func add(
    _ first: Int, _ second: Int, _ raw: UnsafeRawBufferPointer, _ targets: [Float],
    _ weights: [Float], _ lanes: Int, _ size: Int, _ block: UnsafeMutableBufferPointer<Lane>,
    _ blockRight: UnsafeMutableBufferPointer<Lane>, isSingle: Bool = false
  ) {
    let one = first * stride * 4
    let two = second * stride * 4
    let weightOne = weights[first]
    let weightTwo = isSingle ? 0 : weights[second]
    let targetOne = weightOne * targets[first]
    let targetTwo = weightTwo * targets[second]
    for lane in 0..<lanes {
      let x = raw.loadUnaligned(fromByteOffset: one + lane * 32, as: Lane.self)
      let y = raw.loadUnaligned(fromByteOffset: two + lane * 32, as: Lane.self)
      blockRight[lane] += x * targetOne + y * targetTwo
    }
    for column in 0..<size {
      let a = weightOne * raw.loadUnaligned(fromByteOffset: one + column * 4, as: Float.self)
      let b = weightTwo * raw.loadUnaligned(fromByteOffset: two + column * 4, as: Float.self)
      for lane in 0...column / 8 {
        let x = raw.loadUnaligned(fromByteOffset: one + lane * 32, as: Lane.self)
        let y = raw.loadUnaligned(fromByteOffset: two + lane * 32, as: Lane.self)
        block[column * lanes + lane] += x * a + y * b
      }
    }
  }
}
