import Glibc

/// What another series tells of the load ahead: how far its newest value is off its own recent means.
///
/// A leading indicator, such as the queue upstream or the requests of the service in front, moves before the load does. Its height says
/// little, its departure from what it was says much: so it is told at several distances in time, on a scale of its own (`AsinhTransform`).
struct CompanionFeatures: Sendable {
  /// The number of features of one companion.
  static let count = 5

  /// The half-lives of the means, in seconds: minutes, the better part of an hour, hours and a day.
  private static let halfLives = [150.0, 600, 2400, 10_800, 86_400]

  private let transform: AsinhTransform
  private let factors: [Double]
  private var means: [Double]
  private var newest = Double.nan

  /// Features of a series on a grid of `stepSeconds` whose values up to now are `values`, gaps being NaN.
  init(fitting values: [Double], stepSeconds: Double) {
    transform = AsinhTransform(fitting: values)
    factors = Self.halfLives.map { 1 - exp2(-stepSeconds / $0) }
    means = Array(repeating: .nan, count: Self.count)
  }

  /// Takes in the next value, NaN where it is unknown: then nothing is told until one is known again.
  mutating func observe(_ value: Double) {
    newest = transform.apply(value)
    guard newest.isFinite else { return }
    for place in means.indices {
      means[place] =
        means[place].isNaN ? newest : means[place] + factors[place] * (newest - means[place])
    }
  }

  /// Appends the features, NaN where the newest value is unknown.
  func append(to row: inout [Float]) {
    for mean in means { row.append(Float(newest - mean)) }
  }

  /// The bytes held.
  var byteCount: Int {
    MemoryLayout<Self>.stride + (factors.capacity + means.capacity) * MemoryLayout<Double>.stride
  }
}
