public import TimeSeries

/// What a ``ScalingBehavior`` looks back on: earlier wishes and earlier changes.
///
/// Memory is bounded whatever the pace: wishes are kept for an hour and changes for half an hour, the
/// longest that a behavior can ask for, at most one of each a second. Everything is kept for that long,
/// not only for as long as the present behavior looks, so that a reload that lengthens a window loses
/// nothing.
public struct ReplicaHistory: Hashable, Sendable {
  /// A number of replicas at a moment.
  public struct Entry: Hashable, Sendable {
    /// When.
    public var at: Timestamp
    /// Replicas wished for, or the change of replicas.
    public var replicas: Int

    /// An entry as given.
    public init(at: Timestamp, replicas: Int) {
      self.at = at
      self.replicas = replicas
    }
  }

  /// The longest stabilization window, an hour, in milliseconds.
  static let longestWindow: Int64 = 3_600_000
  /// The longest period of a policy, half an hour, in milliseconds.
  static let longestPeriod: Int64 = 1_800_000

  /// Wishes that a rolling maximum can still need, oldest first: falling, since a wish that is not
  /// above a later one is outlived by it in any window.
  public private(set) var highest: [Entry]
  /// Wishes that a rolling minimum can still need, oldest first: rising.
  public private(set) var lowest: [Entry]
  /// Changes asked for, oldest first: replicas added, or, below zero, removed.
  public private(set) var changes: [Entry]

  /// A history that remembers nothing.
  public init() {
    self.init(highest: [], lowest: [], changes: [])
  }

  /// A history read back; each list oldest first.
  public init(highest: [Entry], lowest: [Entry], changes: [Entry]) {
    self.highest = highest
    self.lowest = lowest
    self.changes = changes
  }

  /// Remembers that `replicas` were wished for at `at`, before any limit of the behavior.
  public mutating func record(wish replicas: Int, at: Timestamp) {
    let entry = Entry(at: at, replicas: replicas)
    Self.insert(entry, into: &highest, outlives: >=)
    Self.insert(entry, into: &lowest, outlives: <=)
  }

  /// Remembers that `change` replicas were asked for at `at`, on top of those there were.
  public mutating func record(change: Int, at: Timestamp) {
    Self.forget(in: &changes, from: at, after: Self.longestPeriod)
    guard change != 0 else { return }
    if let last = changes.last, Self.isSameSecond(last.at, at) {
      changes[changes.count - 1] = Entry(at: at, replicas: last.replicas + change)
    } else {
      changes.append(Entry(at: at, replicas: change))
    }
  }

  /// Takes back changes that did not come about, or that somebody undid: `change` is what happened to
  /// the replicas from outside, and cancels the newest recorded changes of the other sign.
  public mutating func cancel(byOutside change: Int) {
    var left = change
    for index in changes.indices.reversed() where left.signum() * changes[index].replicas < 0 {
      let taken = min(abs(left), abs(changes[index].replicas)) * left.signum()
      changes[index].replicas += taken
      left -= taken
    }
    changes.removeAll { $0.replicas == 0 }
  }

  /// The largest and the smallest of `wish` and the wishes younger than each window.
  ///
  /// - Complexity: Linear in the kept wishes, of which there are few: both lists are monotone.
  func extremes(
    with wish: Int, at: Timestamp, smallestWithin up: Int64, largestWithin down: Int64
  ) -> (smallest: Int, largest: Int) {
    let smallest = lowest.first { at.elapsed(since: $0.at) < up }?.replicas ?? wish
    let largest = highest.first { at.elapsed(since: $0.at) < down }?.replicas ?? wish
    return (min(smallest, wish), max(largest, wish))
  }

  /// The sum of the changes younger than `period` milliseconds.
  func change(within period: Int64, at: Timestamp) -> Int {
    var sum = 0
    for entry in changes.reversed() {
      guard at.elapsed(since: entry.at) < period else { break }
      sum += entry.replicas
    }
    return sum
  }

  /// Moves all entries `interval` milliseconds back, after a step of the clock.
  mutating func move(back interval: Int64) {
    for index in highest.indices { highest[index].at = highest[index].at.moved(back: interval) }
    for index in lowest.indices { lowest[index].at = lowest[index].at.moved(back: interval) }
    for index in changes.indices { changes[index].at = changes[index].at.moved(back: interval) }
  }

  private static func insert(
    _ entry: Entry, into list: inout [Entry], outlives: (Int, Int) -> Bool
  ) {
    while let last = list.last, outlives(entry.replicas, last.replicas) { list.removeLast() }
    forget(in: &list, from: entry.at, after: longestWindow)
    // Within one second the further wish stands for the nearer one too, which bounds the list.
    if let last = list.last, isSameSecond(last.at, entry.at) { return }
    list.append(entry)
  }

  /// Drops what is `age` milliseconds old or older.
  private static func forget(in list: inout [Entry], from at: Timestamp, after age: Int64) {
    let kept = list.firstIndex { at.elapsed(since: $0.at) < age } ?? list.count
    if kept > 0 { list.removeFirst(kept) }
  }

  private static func isSameSecond(_ one: Timestamp, _ other: Timestamp) -> Bool {
    one.milliseconds / 1000 == other.milliseconds / 1000
  }
}
