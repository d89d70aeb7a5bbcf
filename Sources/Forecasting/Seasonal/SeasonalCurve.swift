/// A series as a seasonal model sees it: means of some steps each, on a scale of its own, gaps filled from the seasons before.
///
/// The bins end with the newest step at the time of the fit; later steps are gathered until a bin is full.
struct SeasonalCurve: Sendable {
  /// The seasons.
  let seasons: SeasonPair

  /// The scale of `values`.
  let scale: FittedScale

  /// The bins, oldest first, all finite.
  private(set) var values: [Double]

  /// Whether each of the bins at the time of the fit was known.
  private(set) var isKnown: [Bool]

  /// The number of bins that were added since.
  private(set) var added = 0

  private var capacity: Int
  private var steps = 0
  private var count = 0.0
  private var mean = 0.0

  /// The curve of `history` with the first of the pairs for which it has `needed` bins.
  ///
  /// - Throws: that the history is too short, more than half unknown, or too large to reckon with.
  init(
    _ history: GridHistory, seasons: [Int], scale kind: CurveScale,
    needed: (SeasonPair) -> Int
  ) throws(Abstention) {
    var shortage = Abstention.nothingKnown
    for pair in SeasonPair.candidates(seasons) {
      let bins = Self.bins(of: history, pair: pair)
      let known = bins.count { !$0.isNaN }
      guard known > 0 else { continue }
      guard bins.count >= needed(pair), 2 * known >= bins.count else {
        shortage = .historyTooShort(
          found: known * pair.resolution, needed: needed(pair) * pair.resolution)
        continue
      }
      guard let scale = FittedScale(kind, values: bins) else { throw .notFinite }
      self.seasons = pair
      self.scale = scale
      isKnown = bins.map { !$0.isNaN }
      values = []
      values.reserveCapacity(bins.count)
      capacity = .max
      for bin in bins { append(bin) }
      added = 0
      return
    }
    throw shortage
  }

  /// Keeps the newest `count` bins from now on, and lets go of what only a fit needs.
  mutating func trim(to count: Int) {
    capacity = count
    isKnown = []
    values = Array(values.suffix(count))
  }

  /// Takes in the next step; NaN is a gap.
  mutating func observe(_ value: Double) {
    steps += 1
    if value.isFinite {
      count += 1
      mean += (value - mean) / count
    }
    guard steps == seasons.resolution else { return }
    append(count > 0 && mean.isFinite ? mean : .nan)
    (steps, count, mean) = (0, 0, 0)
  }

  /// Appends `steps` values read off `path`, the numbers expected 1, 2, ... bins ahead, which `bins(steps:)` counts; between the middles of
  /// bins they are interpolated. False where one is not finite.
  func append(_ path: [Double], steps: Int, to output: inout [Double]) -> Bool {
    let start = output.count
    let newest = values.last ?? 0
    for ahead in 1...max(1, steps) {
      let place = place(ahead)
      let index = Int(place)
      let left = index == 0 ? newest : path[index - 1]
      let share = place - Double(index)
      let number = share > 0 ? left + share * (path[index] - left) : left
      let value = scale.decode(number)
      guard number.isFinite, value.isFinite else {
        output.removeSubrange(start...)
        return false
      }
      output.append(value)
    }
    return true
  }

  /// The number of bins that a path of `steps` steps needs.
  func bins(steps: Int) -> Int { Int(place(max(1, steps)).rounded(.up)) }

  /// How many bins a step lies ahead of the newest bin, from middle to middle.
  private func place(_ ahead: Int) -> Double {
    let width = Double(seasons.resolution)
    return (Double(self.steps + ahead) + 0.5 * (width - 1)) / width
  }

  /// Adds a bin; a gap takes the value one season ago, or else the one before it.
  private mutating func append(_ bin: Double) {
    if values.count >= capacity, values.count - capacity >= capacity / 4 {
      values.removeFirst(values.count - capacity + 1)
    }
    added += 1
    guard bin.isNaN else { return values.append(scale.encode(bin)) }
    for lag in [seasons.longLag(1), seasons.shortLag(1), 1] where lag > 0 && lag <= values.count {
      return values.append(values[values.count - lag])
    }
  }

  /// The means of all bins of `history` from the first known one on, six periods at most; NaN where nothing is known.
  private static func bins(of history: GridHistory, pair: SeasonPair) -> [Double] {
    let chunk = pair.period * pair.resolution
    var blocks: [[Double]] = []
    var raw: [Double] = []
    for age in stride(from: 0, to: (pair.long == nil ? 14 : 6) * chunk, by: chunk) {
      raw.removeAll(keepingCapacity: true)
      history.appendValues(fromAge: age + chunk - 1, count: chunk, to: &raw)
      let block = stride(from: 0, to: chunk, by: pair.resolution).map { first in
        var (mean, count) = (0.0, 0.0)
        for value in raw[first..<first + pair.resolution] where value.isFinite {
          count += 1
          mean += (value - mean) / count
        }
        return count > 0 ? mean : .nan
      }
      if age >= history.denseCount, block.allSatisfy(\.isNaN) { break }
      blocks.append(block)
    }
    return Array(blocks.reversed().joined().drop { $0.isNaN })
  }
}
