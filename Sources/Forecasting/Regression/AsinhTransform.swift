import Glibc

/// The scale on which loads are regressed: asinh(value / unit), linear near 0 and logarithmic far from it.
///
/// A quantile of the transformed load is the transformed quantile, so what is regressed here is read back without bias. Zeros and negative
/// values need no special case, and errors of quiet and of busy hours weigh alike.
struct AsinhTransform: Hashable, Sendable {
  /// The value up to which the scale is about linear, above zero.
  let unit: Double

  /// The share of the mean load that is taken for the unit: of 0.2 to 2 about the least loss on recorded traces, which is flat there.
  private static let share = 0.6

  /// A transform for loads like `values`, NaN being a gap: its unit is 0.6 times the mean size of all but the largest hundredth. 1 where
  /// nothing is known or all is zero. O(n log n) for up to 1,024 values, evenly taken.
  init(fitting values: some RandomAccessCollection<Double>) {
    var sizes: [Double] = []
    let stride = max(1, values.count / 1024)
    var index = values.startIndex
    while index < values.endIndex {
      if values[index].isFinite { sizes.append(abs(values[index])) }
      index = values.index(index, offsetBy: stride, limitedBy: values.endIndex) ?? values.endIndex
    }
    sizes.sort()
    let kept = sizes.prefix(max(1, sizes.count - sizes.count / 100))
    // Scaled by the largest, so that the sum of huge values stays finite.
    let largest = kept.last ?? 0
    var sum = 0.0
    if largest > 0 { for size in kept { sum += size / largest } }
    let mean = largest * (sum / Double(max(1, kept.count)))
    let unit = Self.share * mean
    self.unit = unit.isNormal ? unit : 1
  }

  /// The transformed `value`; NaN stays NaN.
  func apply(_ value: Double) -> Double {
    asinh(value / unit)
  }

  /// The value that `apply` makes `transformed` of; infinite where that is out of range.
  func invert(_ transformed: Double) -> Double {
    unit * sinh(transformed)
  }
}
