/// Puts samples that come in ascending order into the cells of a regular grid: cell i takes the
/// newest sample in (start + (i - 1) * step, start + i * step].
struct GridFiller {
  let step: Int64

  /// The first and the last moment that a cell takes, in milliseconds.
  let earliest: Int64
  let latest: Int64

  private let count: Int
  private let reduction: GridReduction
  private var cell = 0
  private var cellEnd: Int64

  /// A grid of `count` (above zero) cells, `step` above zero; it ends early where time does.
  init(start: Int64, step: Int64, count: Int, _ reduction: GridReduction = .newest) {
    self.reduction = reduction
    self.step = step
    self.count = count
    cellEnd = start
    let (open, overflow) = start.subtractingReportingOverflow(step)
    earliest = overflow ? .min : open + 1
    latest = start.saturatingAdd(Int64(count - 1).saturatingMultiply(step))
  }

  /// Puts `value` at `time` where it belongs; nowhere if it is outside of the grid.
  @inline(__always)
  mutating func put(_ time: Int64, _ value: Double, _ cells: UnsafeMutableBufferPointer<Double>) {
    if time < earliest || time > latest { return }
    while time > cellEnd {
      cell &+= 1
      cellEnd = cellEnd.saturatingAdd(step)
    }
    guard cell < count else { return }
    switch reduction {
    case .newest: cells[cell] = value
    case .largest: if !(value <= cells[cell]), !value.isNaN { cells[cell] = value }
    case .smallest: if !(value >= cells[cell]), !value.isNaN { cells[cell] = value }
    }
  }
}

/// Which of the samples of a grid's cell stands for it.
public enum GridReduction: Hashable, Sendable {
  /// The newest, a gap if it is one.
  case newest
  /// The largest that is no gap, so that no burst is lost where a cell is long.
  case largest
  /// The smallest that is no gap.
  case smallest
}
