import Scaling
import TimeSeries

/// A scenario file: statements in the order in which they take effect.
struct Scenario {
  /// A series of values, one a step, the last of which goes on.
  struct Series {
    enum Value: Equatable {
      case number(Double)
      case gap
    }

    var step: Duration
    var values: [Value]

    /// The value `time` after the start of the scenario.
    func value(at time: Duration) -> Value {
      // In whole milliseconds: dividing durations rounds.
      let index = Int(time.milliseconds / step.milliseconds)
      return values[min(max(0, index), values.count - 1)]
    }
  }

  /// Where the observed replicas come from.
  enum Fleet {
    /// They are what was recommended the given time ago, and all are ready.
    case follows(after: Duration, first: Int)
    /// They are a ``SimulatedFleet``.
    case starts(first: Int)
    /// They are not known.
    case unknown
  }

  enum Expectation {
    case replicas([Int?])
    case wanted(Int?)
    case reason(String)
    case action(String)
    case trigger(String)
    case limit(String)
    case noLimit(String)
    case noLimits
    case confidence(Double?)
    case held(Bool)
    case fallback(Bool)
    case signal(String, is: String)
    case says(String)
  }

  enum Action {
    case workload([String: String])
    case behavior(direction: String, words: [String])
    case signal(name: String, [String: String])
    case drop(signal: String)
    case load(signal: String, Series)
    case reading(signal: String, Series)
    case forecast(signal: String, Series)
    case confidence(signal: String, Series)
    case replicas(Series)
    case ready(Series)
    case fleet(Fleet)
    case clock(by: Duration)
    case event(name: String, [String: String])
    case end(event: String)
    case control(ManualControl.Order?, for: Duration?)
    case resource(name: String, [String: String])
    case evaluate([Duration], [(line: Int, Expectation)])
  }

  struct Statement {
    var line: Int
    var action: Action
  }

  var name: String
  var statements: [Statement]
}

/// What is wrong with a scenario file.
struct ScenarioError: Error, CustomStringConvertible {
  var file: String
  var line: Int
  var problem: String

  var description: String { "\(file):\(line): \(problem)" }
}
