import JSON

/// A line of `outrider decide`: what a host program says.
public enum DecisionLine: Hashable, Sendable {
  /// The fleet and its clock; only the first line may be one. What it says overrides the settings.
  public struct Hello: Hashable, Sendable {
    /// The time between two loads.
    public var tickSeconds: Double?
    /// The time from asking for a replica until it serves.
    public var startupSeconds: Double?
    /// The load that one replica serves.
    public var capacity: Double?
    /// The fewest replicas.
    public var min: Int?
    /// The most replicas.
    public var max: Int?
    /// Ticks by which loads are late.
    public var lagTicks: Int?

    /// Nothing said.
    public init() {}
  }

  /// A moment at which a decision is asked for.
  public struct Tick: Hashable, Sendable {
    /// Unix seconds.
    public var time: Double
    /// The loads since the last moment, in time order, the present one last; nil: not known.
    public var loads: [Double?]
    /// The replicas that serve.
    public var ready: Int
    /// The replicas that were asked for and do not serve yet.
    public var pending: Int
  }

  case hello(Hello)
  /// A load of the past.
  case warmup(time: Double, load: Double?)
  case tick(Tick)

  /// Reads a line.
  ///
  /// - Throws: ``DecisionLineError`` for what is none, naming what was expected.
  public init(_ bytes: [UInt8]) throws(DecisionLineError) {
    let value: JSONValue
    do {
      value = try JSONValue.parse(bytes)
    } catch {
      throw DecisionLineError("expected a JSON object: \(error)")
    }
    guard case .object(let object) = value else {
      throw DecisionLineError("expected a JSON object")
    }
    if let hello = object["hello"] {
      self = .hello(try Self.hello(hello))
      return
    }
    guard let time = object["t"]?.doubleValue, time.magnitude < 1e14 else {
      throw DecisionLineError("`t`: expected a moment in Unix seconds")
    }
    let load = try Self.load(object["load"] ?? .null, "load")
    if object["warmup"]?.boolValue == true {
      self = .warmup(time: time, load: load)
      return
    }
    var loads = [load]
    if let given = object["loads"], !given.isNull {
      guard let list = given.arrayValue, !list.isEmpty else {
        throw DecisionLineError("`loads`: expected a list of loads, the present one last")
      }
      loads = []
      for value in list { loads.append(try Self.load(value, "loads")) }
    }
    self = .tick(
      Tick(
        time: time, loads: loads, ready: try Self.count(object["ready"], "ready") ?? 0,
        pending: try Self.count(object["pending"], "pending") ?? 0))
  }

  private static func hello(_ value: JSONValue) throws(DecisionLineError) -> Hello {
    guard case .object(let object) = value else {
      throw DecisionLineError(
        "`hello`: expected an object with tick_s, startup_s, capacity, min and max")
    }
    func positive(_ key: String) throws(DecisionLineError) -> Double? {
      guard let value = object[key], !value.isNull else { return nil }
      guard let number = value.doubleValue, number > 0, number < 1e12 else {
        throw DecisionLineError("`hello.\(key)`: expected a number above 0")
      }
      return number
    }
    var hello = Hello()
    hello.tickSeconds = try positive("tick_s")
    hello.startupSeconds = try positive("startup_s")
    hello.capacity = try positive("capacity")
    hello.min = try count(object["min"], "hello.min")
    hello.max = try count(object["max"], "hello.max")
    hello.lagTicks = try count(object["lag_ticks"], "hello.lag_ticks")
    return hello
  }

  private static func load(_ value: JSONValue, _ key: String) throws(DecisionLineError) -> Double? {
    if value.isNull { return nil }
    guard let load = value.doubleValue, load >= 0 else {
      throw DecisionLineError(
        "`\(key)`: expected a load, 0 or above, or null where it is not known")
    }
    return load
  }

  private static func count(
    _ value: JSONValue?, _ key: String
  ) throws(DecisionLineError) -> Int? {
    guard let value, !value.isNull else { return nil }
    guard let count = value.intValue, (0...1_000_000).contains(count) else {
      throw DecisionLineError("`\(key)`: expected a whole number from 0 to 1000000")
    }
    return count
  }
}

/// A line that says nothing that can be used.
public struct DecisionLineError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was found, and what was expected.
  public let description: String

  /// A complaint as given.
  public init(_ description: String) { self.description = description }
}
