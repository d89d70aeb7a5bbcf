public import TimeSeries

/// The schedules of one workload.
///
/// How those in force at the same time become one answer:
/// 1. A schedule outranks another by a higher priority; of equal priorities the later entry does.
/// 2. Of the floors only those of the highest priority that states a floor count, and of those the highest number; of the ceilings
///    only those of the highest priority that states a ceiling, and of those the lowest number.
/// 3. Where that floor is above that ceiling, the one that outranks the other is both.
/// 4. An exact count of the schedule that outranks all others with one goes before floors and ceilings of its priority and lower;
///    those of higher priorities still bound it.
public struct ScheduleBook: Hashable, Sendable {
  /// The schedules, in the order of the configuration.
  public let schedules: [ReplicaSchedule]

  /// The most changes that one question is answered with.
  public static let maximumChanges = 1000

  /// No schedules.
  public static let none = ScheduleBook()

  /// A book of `schedules`.
  ///
  /// - Throws: ``ScheduleError`` where two have the same name.
  public init(_ schedules: [ReplicaSchedule]) throws(ScheduleError) {
    var names: Set<String> = []
    for schedule in schedules where !names.insert(schedule.name).inserted {
      throw ScheduleError(
        schedule: schedule.name, setting: "name",
        problem: "expected a name of its own, found one that another schedule has")
    }
    self.schedules = schedules
  }

  private init() { schedules = [] }

  /// What is in force at `moment`.
  public func state(at moment: Timestamp) -> ScheduleState {
    let entries = schedules.enumerated()
      .filter { $0.element.isInForce(at: moment) }
      .map { Entry(schedule: $0.element, index: $0.offset) }
      .sorted { $1.rank < $0.rank }
    var state = ScheduleState()
    state.inForce = entries.map(\.schedule.name)
    var floor = Self.winner(entries, \.floor, isBetter: >)
    var ceiling = Self.winner(entries, \.ceiling, isBetter: <)
    let exact = entries.first { $0.schedule.bounds.exact != nil }
    if let exact {
      let priority = exact.schedule.priority
      if let candidate = floor, candidate.bound.priority <= priority { floor = nil }
      if let candidate = ceiling, candidate.bound.priority <= priority { ceiling = nil }
    }
    if let low = floor, let high = ceiling, low.bound.replicas > high.bound.replicas {
      if low.rank < high.rank { floor = high } else { ceiling = low }
    }
    state.floor = floor?.bound
    state.ceiling = ceiling?.bound
    guard let exact, let count = exact.schedule.bounds.exact else { return state }
    state.exact = state.bound(limiting: count) ?? exact.bound(count)
    state.floor = nil
    state.ceiling = nil
    return state
  }

  /// `replicas`, or the nearest number within the bounds in force at `moment`.
  public func apply(to replicas: Int, at moment: Timestamp) -> Int {
    state(at: moment).apply(to: replicas)
  }

  /// The next `limit` moments after `moment`, at most ``maximumChanges``, at which schedules come into force or cease to be, in order.
  /// Of those at the same moment ends come before starts, then earlier entries before later ones.
  public func upcoming(after moment: Timestamp, limit: Int = 10) -> [ScheduleChange] {
    let limit = min(max(0, limit), Self.maximumChanges)
    guard limit > 0 else { return [] }
    var pending = schedules.map { Self.change(of: $0, after: moment) }
    var changes: [ScheduleChange] = []
    while changes.count < limit {
      var first: (index: Int, change: ScheduleChange)?
      for case (let index, let change?) in pending.enumerated() {
        guard let best = first?.change else {
          first = (index, change)
          continue
        }
        let isSooner =
          change.at < best.at
          || change.at == best.at && change.kind == .end && best.kind == .start
        if isSooner { first = (index, change) }
      }
      guard let (index, change) = first else { break }
      changes.append(change)
      pending[index] = Self.change(of: schedules[index], after: change.at)
    }
    return changes
  }
}

extension ScheduleBook {
  /// A schedule in force and its place in the book.
  private struct Entry {
    let schedule: ReplicaSchedule
    let index: Int

    /// What outranks is greater.
    var rank: (priority: Int, index: Int) { (schedule.priority, index) }

    func bound(_ replicas: Int) -> ScheduleState.Bound {
      ScheduleState.Bound(
        replicas: replicas, schedule: schedule.name, priority: schedule.priority)
    }
  }

  /// The best number of the highest priority that states one. Of equal numbers the later entry's counts: entries are sorted so that
  /// the first outranks all others.
  private static func winner(
    _ entries: [Entry], _ count: KeyPath<ReplicaBounds, Int?>, isBetter: (Int, Int) -> Bool
  ) -> (bound: ScheduleState.Bound, rank: (priority: Int, index: Int))? {
    var winner: (bound: ScheduleState.Bound, rank: (priority: Int, index: Int))?
    for entry in entries {
      guard let replicas = entry.schedule.bounds[keyPath: count] else { continue }
      if let current = winner?.bound {
        guard entry.schedule.priority == current.priority, isBetter(replicas, current.replicas)
        else { continue }
      }
      winner = (entry.bound(replicas), entry.rank)
    }
    return winner
  }

  private static func change(
    of schedule: ReplicaSchedule, after moment: Timestamp
  ) -> ScheduleChange? {
    guard let at = schedule.nextChange(after: moment) else { return nil }
    return ScheduleChange(
      at: at, schedule: schedule.name, kind: schedule.isInForce(at: at) ? .start : .end,
      bounds: schedule.bounds)
  }
}
