/// A season of many steps, told by a bounded number of nodes between which it is interpolated linearly.
///
/// A day at 15 s has 5,760 steps; so many seasonal terms would take 46 kB a model, and each would be learnt from one noisy value a
/// day. Where a season has no more steps than nodes are allowed, each step is a node and nothing is interpolated: then a model
/// is the textbook's. Phases follow from the absolute index of a step on the grid, so that a gap never shifts them.
struct SeasonalPhases: Hashable, Sendable {
  /// The season in steps, at least 2.
  let season: Int

  /// The number of nodes, from 1 to `season`.
  let count: Int

  /// The nodes of a season of `season` steps: all of them up to `limit`, else a number of at most `limit`, each for the same whole
  /// number of steps where the season has a fitting divisor.
  init(season: Int, limit: Int) {
    let season = max(2, season)
    let limit = max(1, limit)
    self.season = season
    guard season > limit else {
      count = season
      return
    }
    let shortest = (season + limit - 1) / limit
    let fitting = (shortest...2 * shortest).first { season.isMultiple(of: $0) }
    count = fitting.map { season / $0 } ?? limit
  }

  /// The mean number of steps of a node.
  var stepsPerNode: Double { Double(season) / Double(count) }

  /// Whether each step is a node of its own.
  var isExact: Bool { count == season }

  /// Where a step lies between two nodes: its seasonal term is (1 - share) times the first's plus share times the second's.
  struct Place: Sendable {
    var first: Int32
    var second: Int32
    var share: Double
  }

  /// The position of step `index` in its season, 0 ..< `season`.
  func phase(of index: Int64) -> Int {
    let rest = Int(index % Int64(season))
    return rest < 0 ? rest + season : rest
  }

  /// The place of the step at `phase`. A node stands in the middle of its steps.
  func place(atPhase phase: Int) -> Place {
    if isExact { return Place(first: Int32(phase), second: Int32(phase), share: 0) }
    let position = (Double(phase) + 0.5) / stepsPerNode - 0.5
    let below = position.rounded(.down)
    let first = below < 0 ? count - 1 : Int(below)
    let second = first + 1 == count ? 0 : first + 1
    return Place(first: Int32(first), second: Int32(second), share: position - below)
  }

  /// The place of step `index`.
  func place(of index: Int64) -> Place { place(atPhase: phase(of: index)) }

  /// The node to whose steps step `index` belongs, counted from the epoch: node 0 of the season that begins there is 0.
  func nodeIndex(of index: Int64) -> Int64 {
    let phase = phase(of: index)
    let seasons = (index &- Int64(phase)) / Int64(season)
    return seasons &* Int64(count) &+ Int64(phase * count / season)
  }

  /// The first step of the node with the absolute number `node`.
  func firstStep(ofNode node: Int64) -> Int64 {
    var rest = node % Int64(count)
    if rest < 0 { rest += Int64(count) }
    let seasons = (node &- rest) / Int64(count)
    // The least phase p with p * count / season >= rest.
    let phase = (rest * Int64(season) + Int64(count) - 1) / Int64(count)
    return seasons &* Int64(season) &+ phase
  }
}
