/// Features as small whole numbers, so that trees can count instead of sort.
struct FeatureBins: Sendable {
  static let most = 32

  let featureCount: Int
  let count: Int
  /// The upper edges of the bins of each feature, `most` - 1 of them, rising; what is above an edge, or unknown, is in a higher bin.
  let edges: [Float]
  /// A bin a feature, row after row.
  let codes: [UInt8]

  /// Bins of equal counts. O(rows x features x log bins).
  init(_ features: [Float], featureCount: Int) {
    self.featureCount = featureCount
    count = features.count / featureCount
    let inner = Self.most - 1
    var edges = [Float](repeating: .infinity, count: featureCount * inner)
    // A sample is enough to place the edges.
    let step = max(1, count / 4000)
    for feature in 0..<featureCount {
      var sample: [Float] = []
      for row in Swift.stride(from: 0, to: count, by: step) {
        let value = features[row * featureCount + feature]
        if !value.isNaN { sample.append(value) }
      }
      guard let last = sample.max(), sample.min() != last else { continue }
      sample.sort()
      var place = feature * inner
      var before = -Float.infinity
      for index in 1...inner {
        let edge = sample[min(sample.count - 1, index * sample.count / Self.most)]
        if edge > before, edge < last {
          edges[place] = edge
          place += 1
          before = edge
        }
      }
    }
    self.edges = edges
    var codes = [UInt8](repeating: 0, count: count * featureCount)
    for row in 0..<count {
      for feature in 0..<featureCount {
        codes[row * featureCount + feature] = Self.code(
          features[row * featureCount + feature], edges, feature * inner)
      }
    }
    self.codes = codes
  }

  private static func code(_ value: Float, _ edges: [Float], _ start: Int) -> UInt8 {
    if value.isNaN { return UInt8(most - 1) }
    var (low, high) = (0, most - 1)
    while low < high {
      let middle = (low + high) / 2
      if value > edges[start + middle] { low = middle + 1 } else { high = middle }
    }
    return UInt8(low)
  }

  /// The value at which a split after bin `code` of a feature divides.
  func threshold(_ feature: Int, _ code: Int) -> Float {
    edges[feature * (Self.most - 1) + code]
  }
}
