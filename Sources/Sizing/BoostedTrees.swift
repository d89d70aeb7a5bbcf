/// Small regression trees that each mend what the sum of those before leaves over, for one quantile (Friedman 2001): grown leaf by leaf on counts of
/// binned features, each leaf worth a part of the quantile of what is left in it.
struct BoostedTrees: Sendable {
  /// The numbers that trees are grown with.
  struct Options: Sendable {
    var trees = 40
    var leaves = 15
    var rate: Float = 0.2
    var leastRows = 60
    var damping: Float = 20
    init() {}
  }

  /// Nodes of all trees: a feature, a threshold, and the place of the child for what is not above it; the other child follows. A leaf has feature -1 and its value as
  /// the threshold.
  private struct Node: Sendable {
    var feature: Int32
    var threshold: Float
    var low: Int32
  }

  private var nodes: [Node] = []
  private var roots: [Int32] = []

  /// The sum of all trees for a row of features. O(trees x depth).
  func value(_ features: UnsafePointer<Float>) -> Float {
    var sum: Float = 0
    nodes.withUnsafeBufferPointer { nodes in
      for root in roots {
        var place = Int(root)
        while true {
          let node = nodes[place]
          if node.feature < 0 {
            sum += node.threshold
            break
          }
          place = Int(node.low) + (features[Int(node.feature)] <= node.threshold ? 0 : 1)
        }
      }
    }
    return sum
  }

  /// A sum of trees that is grown a tree at a time.
  struct Growth: Sendable {
    private let options: Options
    private let level: Float
    private(set) var trees = BoostedTrees()
    /// What is left of the targets.
    private var residuals: [Float]
    private var order: [Int32]
    private var gradients: [Float]
    private var spare: [Int32]

    /// - Parameter residuals: targets less what a first model says of them.
    init(residuals: [Float], level: Float, options: Options) {
      self.residuals = residuals
      self.level = level
      self.options = options
      order = residuals.indices.map(Int32.init)
      gradients = Array(repeating: 0, count: residuals.count)
      spare = []
    }

    private struct Leaf {
      var range: Range<Int>
      var histogram: [SIMD2<Float>]
      var place: Int
      var gain: Float = 0
      var feature = -1
      var code = 0
    }

    /// Grows the next tree, and says whether it was the last. O(rows x features) a few times.
    mutating func grow(_ bins: FeatureBins) -> Bool {
      for row in residuals.indices { gradients[row] = residuals[row] > 0 ? level : level - 1 }
      var root = Leaf(
        range: 0..<residuals.count, histogram: histogram(0..<residuals.count, bins),
        place: trees.nodes.count)
      trees.roots.append(Int32(root.place))
      trees.nodes.append(Node(feature: -1, threshold: 0, low: 0))
      find(&root, bins)
      var leaves = [root]
      while leaves.count < options.leaves,
        let best = leaves.indices.max(by: { leaves[$0].gain < leaves[$1].gain }),
        leaves[best].gain > 0
      {
        let leaf = leaves[best]
        let middle = partition(leaf, bins)
        let parts = [leaf.range.lowerBound..<middle, middle..<leaf.range.upperBound]
        let small = parts[0].count <= parts[1].count ? 0 : 1
        let place = trees.nodes.count
        trees.nodes[leaf.place] = Node(
          feature: Int32(leaf.feature), threshold: bins.threshold(leaf.feature, leaf.code),
          low: Int32(place))
        for _ in 0..<2 { trees.nodes.append(Node(feature: -1, threshold: 0, low: 0)) }
        let few = histogram(parts[small], bins)
        var many = leaf.histogram
        for index in many.indices { many[index] -= few[index] }
        for part in 0..<2 {
          var next = Leaf(
            range: parts[part], histogram: part == small ? few : many, place: place + part)
          find(&next, bins)
          if part == 0 { leaves[best] = next } else { leaves.append(next) }
        }
      }
      for leaf in leaves { settle(leaf) }
      return trees.roots.count >= options.trees
    }

    private mutating func settle(_ leaf: Leaf) {
      var values = leaf.range.map { residuals[Int(order[$0])] }
      let value = options.rate * BoostedTrees.quantile(&values, level)
      trees.nodes[leaf.place].threshold = value
      for place in leaf.range { residuals[Int(order[place])] -= value }
    }

    private func histogram(_ range: Range<Int>, _ bins: FeatureBins) -> [SIMD2<Float>] {
      let features = bins.featureCount
      var result = [SIMD2<Float>](repeating: .zero, count: features * FeatureBins.most)
      result.withUnsafeMutableBufferPointer { result in
        bins.codes.withUnsafeBufferPointer { codes in
          for place in range {
            let row = Int(order[place])
            let added = SIMD2<Float>(gradients[row], 1)
            let base = row * features
            for feature in 0..<features {
              result[feature * FeatureBins.most + Int(codes[base + feature])] += added
            }
          }
        }
      }
      return result
    }

    private func find(_ leaf: inout Leaf, _ bins: FeatureBins) {
      let least = Float(options.leastRows)
      guard leaf.range.count >= 2 * options.leastRows else { return }
      var whole = SIMD2<Float>.zero
      for code in 0..<FeatureBins.most { whole += leaf.histogram[code] }
      let base = whole[0] * whole[0] / (whole[1] + options.damping)
      for feature in 0..<bins.featureCount {
        var low = SIMD2<Float>.zero
        for code in 0..<FeatureBins.most - 1 {
          low += leaf.histogram[feature * FeatureBins.most + code]
          let high = whole - low
          if low[1] < least { continue }
          if high[1] < least { break }
          let gain =
            low[0] * low[0] / (low[1] + options.damping)
            + high[0] * high[0] / (high[1] + options.damping) - base
          if gain > leaf.gain, bins.threshold(feature, code).isFinite {
            leaf.gain = gain
            leaf.feature = feature
            leaf.code = code
          }
        }
      }
    }

    /// Puts the rows of the lower child first, and returns where the others begin.
    private mutating func partition(_ leaf: Leaf, _ bins: FeatureBins) -> Int {
      spare.removeAll(keepingCapacity: true)
      var write = leaf.range.lowerBound
      for place in leaf.range {
        let row = order[place]
        if Int(bins.codes[Int(row) * bins.featureCount + leaf.feature]) <= leaf.code {
          order[write] = row
          write += 1
        } else {
          spare.append(row)
        }
      }
      let middle = write
      for row in spare {
        order[write] = row
        write += 1
      }
      return middle
    }
  }

  /// The `level` quantile of values, which are put into another order. O(values).
  static func quantile(_ values: inout [Float], _ level: Float) -> Float {
    guard !values.isEmpty else { return 0 }
    let wanted = min(values.count - 1, Int(Float(values.count) * level))
    var (low, high) = (0, values.count - 1)
    while low < high {
      let pivot = values[(low + high) / 2]
      var (left, right) = (low, high)
      while left <= right {
        while values[left] < pivot { left += 1 }
        while values[right] > pivot { right -= 1 }
        if left <= right {
          values.swapAt(left, right)
          left += 1
          right -= 1
        }
      }
      if wanted <= right { high = right } else if wanted >= left { low = left } else { break }
    }
    return values[wanted]
  }
}
