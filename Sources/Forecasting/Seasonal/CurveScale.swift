import Glibc

/// What a seasonal model reckons in.
public enum CurveScale: Hashable, Sendable {
  /// The values themselves: seasons and errors add up.
  case linear

  /// Their logarithms: seasons and errors are factors. A series that is not above zero throughout is lifted first.
  case logarithmic
}

/// A scale that is fitted to a series: values to reckon with, and back.
struct FittedScale: Sendable {
  private let kind: CurveScale

  /// Linear: the least value. Logarithmic: what is added before the logarithm.
  private let offset: Double

  /// Linear: the spread. Logarithmic: the smallest number whose logarithm is taken.
  private let unit: Double

  /// The range of the encoded values, and half of it on either side: what a forecast is clamped to.
  private(set) var range: ClosedRange<Double>

  /// The scale of `values`, gaps not counted; nil where they are too large to reckon with.
  init?(_ kind: CurveScale, values: [Double]) {
    var (least, most, mean, count) = (Double.infinity, -Double.infinity, 0.0, 0.0)
    for value in values where !value.isNaN {
      least = min(least, value)
      most = max(most, value)
      count += 1
      mean += (value - mean) / count
    }
    let spread = most - least
    guard count > 0, (2 * spread).isFinite, mean.isFinite else { return nil }
    self.kind = kind
    switch kind {
    case .linear:
      offset = least
      unit = spread > 0 ? spread : 1
    case .logarithmic:
      offset = least > 0 ? 0 : spread > 0 ? 0.2 * (mean - least) - least : 1 - least
      unit = max(0.1 * (least + offset), .leastNormalMagnitude)
    }
    range = 0...0
    let (bottom, top) = (encode(least), encode(most))
    let margin = 0.5 * (top - bottom)
    range = bottom - margin...top + margin
  }

  /// The number to reckon with for `value`.
  func encode(_ value: Double) -> Double {
    switch kind {
    case .linear: (value - offset) / unit
    case .logarithmic: log(max(value + offset, unit))
    }
  }

  /// The value for a number, which is clamped to `range`.
  func decode(_ number: Double) -> Double {
    let clamped = min(max(number, range.lowerBound), range.upperBound)
    return switch kind {
    case .linear: offset + unit * clamped
    case .logarithmic: exp(clamped) - offset
    }
  }
}
