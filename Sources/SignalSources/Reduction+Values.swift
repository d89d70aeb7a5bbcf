import Configuration

extension Reduction {
  /// One value of several; nil where there are none, or one of them or the result is not finite: what is known only in part
  /// is not known.
  func apply(to values: [Double]) -> Double? {
    guard !values.isEmpty, values.allSatisfy(\.isFinite) else { return nil }
    let result: Double? =
      switch self {
      case .sum: values.reduce(0, +)
      case .max: values.max()
      case .min: values.min()
      case .avg: values.reduce(0, +) / Double(values.count)
      }
    return result.flatMap { $0.isFinite ? $0 : nil }
  }
}
