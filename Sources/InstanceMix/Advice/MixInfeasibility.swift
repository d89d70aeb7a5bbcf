/// Why no mix exists: the requirements that stand in the way, each with the nearest that can be met
/// while all others stay.
public struct MixInfeasibility: Hashable, Sendable {
  /// What a problem asks for.
  public enum Requirement: Hashable, Sendable {
    case need(MixResource)
    case maximumLatency
    case maximumSpotShare
    case maximumInstances
    case budget
    case minimumTypes
    case minimumZones
    /// In millionths.
    case survival
  }

  /// One requirement that alone stands in the way.
  public struct Obstacle: Hashable, Sendable {
    /// Which one.
    public var requirement: Requirement
    /// What is asked for, in the problem's unit.
    public var asked: Int
    /// The nearest that can be met. Not proven to be the nearest where a search ended early.
    public var nearest: Int

    /// An obstacle as given.
    public init(requirement: Requirement, asked: Int, nearest: Int) {
      self.requirement = requirement
      self.asked = asked
      self.nearest = nearest
    }
  }

  /// Each requirement whose change alone makes a mix possible; empty where it takes several.
  public var obstacles: [Obstacle]

  /// Where it takes several changes: the largest share of the need, of all resources alike, that can be met while all else stays, in thousandths,
  /// rounded down; nil where one change is enough, or where not even nothing can be held.
  public var possibleSharePerMille: Int?

  /// Obstacles as given.
  public init(obstacles: [Obstacle], possibleSharePerMille: Int? = nil) {
    self.obstacles = obstacles
    self.possibleSharePerMille = possibleSharePerMille
  }
}

extension MixSolver {
  /// Finds out which requirements of an infeasible problem stand in the way.
  ///
  /// Each is changed by bisection while all others stay; the solver's budget holds for every problem
  /// that is solved on the way, about sixty for a requirement at most.
  public func obstacles(of problem: MixProblem) -> MixInfeasibility {
    typealias Change = (
      MixInfeasibility.Requirement, asked: Int, easiest: Int, (Int) -> MixProblem?
    )
    let constraints = problem.constraints
    func changed(_ change: (inout MixConstraints) -> Void) -> MixProblem? {
      try? problem.with(change)
    }
    var changes: [Change] = []
    for (row, resource) in problem.resources.enumerated() where problem.need[row] > 0 {
      changes.append(
        (
          .need(resource), problem.need[row], 0,
          { amount in
            var need = problem.need
            need[row] = amount
            return try? MixProblem(
              resources: problem.resources, need: need, offers: problem.offers,
              constraints: constraints)
          }
        ))
    }
    let largest = MixProblem.largestNumber
    let limits: [(MixInfeasibility.Requirement, WritableKeyPath<MixConstraints, Int?>, Int)] = [
      (.maximumLatency, \.maximumLatencyMilliseconds, largest),
      (.maximumSpotShare, \.maximumSpotSharePerMille, 1000),
      (.maximumInstances, \.maximumInstances, largest),
      (.budget, \.budgetMicrodollarsPerHour, largest),
      (.minimumTypes, \.minimumTypes, 0),
      (.minimumZones, \.minimumZones, 0),
    ]
    for (requirement, path, easiest) in limits {
      guard let asked = constraints[keyPath: path] else { continue }
      changes.append(
        (requirement, asked, easiest, { value in changed { $0[keyPath: path] = value } }))
    }
    if let survival = constraints.survival {
      changes.append(
        (
          .survival, Int((survival.probability * 1e6).rounded(.up)), 0,
          { millionths in
            changed {
              $0.survival?.probability = Double(millionths) / 1e6
              if millionths == 0 { $0.survival = nil }
            }
          }
        ))
    }

    var obstacles: [MixInfeasibility.Obstacle] = []
    for (requirement, asked, easiest, change) in changes {
      func isPossible(_ value: Int) -> Bool {
        guard let problem = change(value) else { return false }
        return solve(problem).cost != nil
      }
      guard isPossible(easiest) else { continue }
      // The hard end is impossible, the easy end possible: halve what lies between.
      var (impossible, possible) = (asked, easiest)
      while abs(possible - impossible) > 1 {
        let middle = impossible + (possible - impossible) / 2
        if isPossible(middle) { possible = middle } else { impossible = middle }
      }
      obstacles.append(.init(requirement: requirement, asked: asked, nearest: possible))
    }
    return MixInfeasibility(obstacles: obstacles)
  }
}
