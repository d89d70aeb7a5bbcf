internal import Glibc

/// The discrete Fourier transform of complex series whose length is a power of two, in place (Cooley and Tukey 1965).
struct FourierTransform {
  /// The length of the series.
  let count: Int
  private let cosines: [Double]
  private let sines: [Double]

  /// A transform of the least power of two that is not below `minimum`.
  init(atLeast minimum: Int) {
    var count = 2
    while count < minimum { count *= 2 }
    self.count = count
    cosines = (0..<count / 2).map { cos(2 * .pi * Double($0) / Double(count)) }
    sines = (0..<count / 2).map { -sin(2 * .pi * Double($0) / Double(count)) }
  }

  /// Transforms `real` and `imaginary`, both of `count` elements; without a factor. The inverse is the same with both
  /// exchanged, times 1 / `count`. O(count log count).
  func transform(_ real: inout [Double], _ imaginary: inout [Double]) {
    let count = count
    real.withUnsafeMutableBufferPointer { re in
      imaginary.withUnsafeMutableBufferPointer { im in
        precondition(re.count == count && im.count == count, "arrays of the transform's length")
        Self.reverseBits(re, im)
        cosines.withUnsafeBufferPointer { cosines in
          sines.withUnsafeBufferPointer { sines in
            var half = 1
            while half < count {
              let stride = count / (2 * half)
              var block = 0
              while block < count {
                for offset in 0..<half {
                  let c = cosines[offset &* stride]
                  let s = sines[offset &* stride]
                  let low = block &+ offset
                  let high = low &+ half
                  let r = re[high] * c - im[high] * s
                  let i = re[high] * s + im[high] * c
                  re[high] = re[low] - r
                  im[high] = im[low] - i
                  re[low] += r
                  im[low] += i
                }
                block += 2 * half
              }
              half *= 2
            }
          }
        }
      }
    }
  }

  private static func reverseBits(
    _ re: UnsafeMutableBufferPointer<Double>, _ im: UnsafeMutableBufferPointer<Double>
  ) {
    var reversed = 0
    for index in 1..<re.count {
      var bit = re.count >> 1
      while reversed & bit != 0 {
        reversed ^= bit
        bit >>= 1
      }
      reversed |= bit
      if index < reversed {
        re.swapAt(index, reversed)
        im.swapAt(index, reversed)
      }
    }
  }
}

extension FourierTransform {
  /// The sums of products of each series with itself at every lag, for two real series at once: sums[k] of `first` is
  /// Σ first[t] · first[t + k].
  ///
  /// - Precondition: Both series have as many elements, at most half of `count`.
  func selfProducts(_ first: [Double], _ second: [Double]) -> (first: [Double], second: [Double]) {
    precondition(first.count == second.count && 2 * first.count <= count, "room for every lag")
    let padding = [Double](repeating: 0, count: count - first.count)
    var real = first + padding
    var imaginary = second + padding
    transform(&real, &imaginary)
    // The spectra of both come apart by symmetry; their powers are even, so that they can go back together.
    var powers = real
    var otherPowers = imaginary
    for index in 0..<count {
      let mirror = index == 0 ? 0 : count - index
      let firstReal = (real[index] + real[mirror]) / 2
      let firstImaginary = (imaginary[index] - imaginary[mirror]) / 2
      let secondReal = (imaginary[index] + imaginary[mirror]) / 2
      let secondImaginary = (real[mirror] - real[index]) / 2
      powers[index] = firstReal * firstReal + firstImaginary * firstImaginary
      otherPowers[index] = secondReal * secondReal + secondImaginary * secondImaginary
    }
    transform(&powers, &otherPowers)
    let scale = 1 / Double(count)
    return (
      powers.prefix(first.count).map { $0 * scale },
      otherPowers.prefix(first.count).map { $0 * scale }
    )
  }
}
