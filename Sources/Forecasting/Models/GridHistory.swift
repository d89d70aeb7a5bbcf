public import TimeSeries

/// A series on a grid, looked at from its newest step: what a forecaster may know.
///
/// Values are addressed by their age in steps: 0 is the newest. The newest stretch lies densely in memory, older values
/// are decoded from the compressed history that the caller lends for a call.
public struct GridHistory: Sendable {
  /// The time from one step to the next, at least a millisecond.
  public let step: Duration

  /// The moment of the newest step.
  public private(set) var now: Timestamp

  /// The newest values, oldest first; `end` is one past the newest that counts.
  private var values: [Double]
  private var end: Int

  /// Where values older than the dense ones are found.
  private var archive: CompressedSeries?

  /// Other series on the same grid, looked at from the same step, that may tell of this one: leading indicators.
  public private(set) var companions: [GridHistory] = []

  /// The history of `series`, all of its values dense; `companions` are on the same grid and end with the same step.
  public init(_ series: RegularSeries, companions: [RegularSeries] = []) {
    self.companions = companions.map { GridHistory($0) }
    step = series.step
    values = series.values.map { $0.isFinite ? $0 : .nan }
    end = values.count
    now = series.timestamp(at: values.count - 1)
  }

  /// A history that ends before the first step after `now`, with so many companions.
  init(step: Duration, now: Timestamp, companionCount: Int = 0) {
    if companionCount > 0 {
      companions = Array(repeating: GridHistory(step: step, now: now), count: companionCount)
    }
    self.step = step
    self.now = now
    values = []
    end = 0
  }

  /// The number of steps that are densely in memory.
  public var denseCount: Int { end }

  /// The value `age` steps before the newest, NaN where it is unknown. O(1) where dense, else one look into the
  /// compressed history.
  public func value(age: Int) -> Double {
    if age >= 0, age < end { return values[end - 1 - age] }
    var found: [Double] = []
    appendValues(fromAge: age, count: 1, to: &found)
    return found[0]
  }

  /// Appends `count` values, the first of them `age` steps old, each later one a step younger; NaN where unknown.
  public func appendValues(fromAge age: Int, count: Int, to output: inout [Double]) {
    guard count > 0 else { return }
    var age = age
    var remaining = count
    if age >= end {
      let older = min(remaining, age - end + 1)
      let (distance, overflow) = Int64(age).multipliedReportingOverflow(by: step.milliseconds)
      let (start, underflow) = now.milliseconds.subtractingReportingOverflow(distance)
      if let archive, !overflow, !underflow {
        archive.appendGrid(
          from: Timestamp(milliseconds: start), step: step, count: older, to: &output)
      } else {
        output.append(contentsOf: repeatElement(.nan, count: older))
      }
      age -= older
      remaining -= older
    }
    let dense = min(remaining, age + 1)
    if dense > 0 {
      let first = end - 1 - age
      output.append(contentsOf: values[first..<first + dense])
      remaining -= dense
    }
    // What lies ahead of the newest step is unknown.
    output.append(contentsOf: repeatElement(.nan, count: max(0, remaining)))
  }

  /// The newest `count` values, or fewer where fewer are dense, oldest first. O(1).
  public func newest(_ count: Int) -> ArraySlice<Double> {
    values[max(0, end - max(0, count))..<end]
  }

  /// The age of the newest known value among the newest `limit` steps, nil where all of them are gaps.
  public func knownAge(within limit: Int) -> Int? {
    for age in 0..<min(max(0, limit), end) where values[end - 1 - age].isFinite { return age }
    return nil
  }
}

// What the forecaster of a series does with its history; models only read.
extension GridHistory {
  /// Adds the next step; a value that is not finite is a gap. Keeps `capacity` to twice that many dense values. Companions
  /// take the next step on their own, by `appendCompanion`. Amortized O(1).
  mutating func append(_ value: Double, capacity: Int) {
    if values.count >= 2 * capacity { values.removeFirst(values.count - capacity) }
    values.append(value.isFinite ? value : .nan)
    end = values.count
    now = now + step
  }

  /// Adds the next step of one companion.
  mutating func appendCompanion(_ value: Double, at place: Int) {
    companions[place].append(value, capacity: 1)
  }

  /// Looks at the dense values from the step `count` steps before the last of them, or the last one for 0.
  mutating func rewind(to age: Int) {
    for place in companions.indices { companions[place].rewind(to: age) }
    let newEnd = values.count - age
    now = Timestamp(milliseconds: now.milliseconds + Int64(newEnd - end) * step.milliseconds)
    end = newEnd
  }

  /// The same history with its newest `count` steps dense, without those before the first known one; itself where it is dense already.
  func dense(_ count: Int) -> GridHistory {
    var copy = self
    for place in companions.indices {
      copy.companions[place] = companions[place].dense(count)
    }
    guard end < count, archive != nil else { return copy }
    var found: [Double] = []
    appendValues(fromAge: count - 1, count: count, to: &found)
    found.removeFirst(found.prefix { $0.isNaN }.count)
    copy.values = found
    copy.end = found.count
    copy.archive = nil
    return copy
  }

  /// Forgets all dense values but the newest `capacity`.
  mutating func trim(to capacity: Int) {
    for place in companions.indices { companions[place].trim(to: 1) }
    guard end > capacity else { return }
    values = Array(values[end - capacity..<end])
    end = values.count
  }

  /// Goes on `steps` steps of which nothing is known.
  mutating func skip(steps: Int64) {
    for place in companions.indices { companions[place].skip(steps: steps) }
    values.removeAll()
    end = 0
    now = Timestamp(milliseconds: now.milliseconds + steps * step.milliseconds)
  }

  /// Lends `archive`, and one for each companion, for values that are no longer dense, or takes them back.
  mutating func lend(_ archive: CompressedSeries?, companions archives: [CompressedSeries] = []) {
    self.archive = archive
    for place in companions.indices {
      companions[place].archive = place < archives.count ? archives[place] : nil
    }
  }

  /// The index of the newest step on the grid that starts at the epoch.
  var index: Int64 {
    let (whole, rest) = now.milliseconds.quotientAndRemainder(dividingBy: step.milliseconds)
    return rest < 0 ? whole - 1 : whole
  }

  /// The bytes that the dense values take.
  var byteCount: Int {
    values.capacity * MemoryLayout<Double>.stride + companions.reduce(0) { $0 + $1.byteCount }
  }
}
