/// A stretch of a series on which smoothing models are estimated, each value with its place in the season.
struct SmoothingSample: Sendable {
  /// The values, oldest first; NaN is a gap.
  private(set) var values: [Double]

  /// Where each value lies among the season's nodes.
  private(set) var places: [SeasonalPhases.Place]

  /// The number of seasonal nodes; 0 without a season.
  let nodes: Int

  /// The values of the steps from `firstIndex` on.
  init(_ values: ArraySlice<Double>, firstIndex: Int64, phases: SeasonalPhases?) {
    self.values = Array(values)
    nodes = phases?.count ?? 0
    places = []
    places.reserveCapacity(values.count)
    var phase = phases?.phase(of: firstIndex) ?? 0
    for _ in values.indices {
      places.append(
        phases?.place(atPhase: phase) ?? SeasonalPhases.Place(first: 0, second: 0, share: 0))
      phase = phase + 1 == phases?.season ? 0 : phase + 1
    }
  }

  /// The means of `values`, the first of them step `firstIndex`, over the steps of each node of `phases`: one value a node, from the first
  /// whole node on. A mean is known where half of its steps or more are.
  ///
  /// - Returns: the sample, and the absolute number of its first node.
  static func means(
    of values: ArraySlice<Double>, firstIndex: Int64, phases: SeasonalPhases
  ) -> (sample: SmoothingSample, firstNode: Int64) {
    var node = phases.nodeIndex(of: firstIndex)
    if phases.firstStep(ofNode: node) < firstIndex { node += 1 }
    let firstNode = node
    var means: [Double] = []
    means.reserveCapacity(Int(Double(values.count) / phases.stepsPerNode) + 1)
    let offset = values.startIndex &- Int(firstIndex)
    var begin = Int(phases.firstStep(ofNode: node)) &+ offset
    while begin < values.endIndex {
      let end = Int(phases.firstStep(ofNode: node + 1)) &+ offset
      guard end <= values.endIndex else { break }
      means.append(mean(of: values[begin..<end]))
      node += 1
      begin = end
    }
    let whole = SeasonalPhases(season: phases.count, limit: phases.count)
    return (
      SmoothingSample(means[...], firstIndex: firstNode, phases: phases.count > 1 ? whole : nil),
      firstNode
    )
  }

  private static func mean(of values: ArraySlice<Double>) -> Double {
    var sum = 0.0
    var known = 0
    for value in values where !value.isNaN {
      sum += value
      known += 1
    }
    return 2 * known >= values.count && known > 0 ? sum / Double(known) : .nan
  }

  /// The number of known values.
  var knownCount: Int { values.reduce(0) { $0 + ($1.isNaN ? 0 : 1) } }

  /// Whether all known values are above zero.
  var isPositive: Bool { values.allSatisfy { !($0 <= 0) } }

  /// The first `count` values, or all.
  func prefix(_ count: Int) -> SmoothingSample {
    var shorter = self
    shorter.values = Array(values.prefix(count))
    shorter.places = Array(places.prefix(count))
    return shorter
  }

  /// The last `count` values, or all.
  func suffix(_ count: Int) -> SmoothingSample {
    var shorter = self
    shorter.values = Array(values.suffix(count))
    shorter.places = Array(places.suffix(count))
    return shorter
  }
}
