/// What a schedule asks of a number of replicas.
public enum ReplicaBounds: Hashable, Sendable {
  /// At least so many.
  case floor(Int)
  /// At most so many.
  case ceiling(Int)
  /// So many, whatever the load.
  case exact(Int)
  /// At least and at most so many.
  case between(floor: Int, ceiling: Int)

  /// Which bound a single count is.
  public enum Kind: String, CaseIterable, Hashable, Sendable {
    case floor
    case ceiling
    case exact
  }

  /// A single count as a bound of `kind`.
  public init(_ kind: Kind, _ count: Int) {
    switch kind {
    case .floor: self = .floor(count)
    case .ceiling: self = .ceiling(count)
    case .exact: self = .exact(count)
    }
  }

  /// The most replicas that are ever counted: Kubernetes keeps replicas in 32 bits.
  public static let most = Int(Int32.max)

  /// The fewest replicas; nil where none are named, or exactly so many.
  public var floor: Int? {
    switch self {
    case .floor(let count): count
    case .between(let floor, _): floor
    case .ceiling, .exact: nil
    }
  }

  /// The most replicas; nil where none are named, or exactly so many.
  public var ceiling: Int? {
    switch self {
    case .ceiling(let count): count
    case .between(_, let ceiling): ceiling
    case .floor, .exact: nil
    }
  }

  /// The one number of replicas; nil where there is room for others.
  public var exact: Int? {
    if case .exact(let count) = self { count } else { nil }
  }
}

extension ReplicaBounds: CustomStringConvertible {
  /// The bounds for people: `floor 8`, `floor 2, ceiling 6`.
  public var description: String {
    switch self {
    case .floor(let count): "floor \(count)"
    case .ceiling(let count): "ceiling \(count)"
    case .exact(let count): "exact \(count)"
    case .between(let floor, let ceiling): "floor \(floor), ceiling \(ceiling)"
    }
  }
}
