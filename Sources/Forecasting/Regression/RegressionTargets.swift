import TimeSeries

/// Which targets are regressed, and how the others are read between them.
///
/// A few targets are regressed each on its own; of many steps ahead those at 5, 15, 30 minutes, 1, 2, 4, ... hours, the first and the last, and
/// what lies between is interpolated.
struct RegressionTargets: Sendable {
  /// The targets that are regressed.
  let anchors: [ForecastTarget]

  /// For each target asked for: the anchors below and above it, and how far it lies on the way to the upper one, 0 to 1.
  let places: [(lower: Int, upper: Int, share: Double)]

  /// The most targets of a kind that are all regressed.
  private static let mostAnchors = 4

  /// The anchors for `targets` on a grid of `step`.
  init(_ targets: [ForecastTarget], step: Duration) {
    let values = Self.anchors(
      of: targets.compactMap { if case .value = $0 { $0.steps } else { nil } }, step: step)
    let maxima = Self.anchors(
      of: targets.compactMap { if case .maximum = $0 { $0.steps } else { nil } }, step: step)
    anchors = values.map { .value(steps: $0) } + maxima.map { .maximum(steps: $0) }
    places = targets.map { target in
      switch target {
      case .value: Self.place(of: target.steps, among: values, from: 0)
      case .maximum: Self.place(of: target.steps, among: maxima, from: values.count)
      }
    }
  }

  private static func anchors(of steps: [Int], step: Duration) -> [Int] {
    let wanted = Set(steps).sorted()
    guard wanted.count > mostAnchors, let first = wanted.first, let last = wanted.last else {
      return wanted
    }
    var found: Set = [first, last]
    var seconds: [Int64] = [300, 900, 1800, 3600]
    while let longest = seconds.last, longest < 1 << 30 { seconds.append(2 * longest) }
    for second in seconds {
      let steps = second * 1000 / max(1, step.milliseconds)
      // Neighbours a few steps apart tell the same.
      guard steps > Int64(first), steps < Int64(last), steps <= 1_000_000 else { continue }
      found.insert(Int(steps))
    }
    return found.sorted()
  }

  private static func place(
    of steps: Int, among anchors: [Int], from base: Int
  ) -> (lower: Int, upper: Int, share: Double) {
    let above = anchors.firstIndex { $0 >= steps } ?? anchors.count - 1
    guard above > 0, anchors[above] > steps else { return (base + above, base + above, 0) }
    let span = Double(anchors[above] - anchors[above - 1])
    return (base + above - 1, base + above, Double(steps - anchors[above - 1]) / span)
  }
}
