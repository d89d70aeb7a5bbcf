import Scaling

/// Reads the scenario language, which `Scenarios/README.md` describes.
struct ScenarioParser {
  private var scenario: Scenario
  private var line = 0

  static func parse(_ text: String, name: String) throws -> Scenario {
    var parser = ScenarioParser(scenario: Scenario(name: name, statements: []))
    for (index, raw) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      parser.line = index + 1
      try parser.read(String(raw.prefix { $0 != "#" }))
    }
    return parser.scenario
  }

  private init(scenario: Scenario) { self.scenario = scenario }

  private mutating func read(_ text: String) throws {
    let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
    guard let verb = words.first else { return }
    let rest = Array(words.dropFirst())
    switch verb {
    case "workload": add(.workload(try settings(rest)))
    case "behavior":
      add(.behavior(direction: try word(rest, 0, "up or down"), words: Array(rest.dropFirst())))
    case "signal":
      add(.signal(name: try word(rest, 0, "a name"), try settings(rest.dropFirst())))
    case "drop": add(.drop(signal: try word(rest, 1, "signal NAME")))
    case "load": add(.load(signal: try word(rest, 1, "a signal"), try series(rest, skipping: 2)))
    case "reading":
      add(.reading(signal: try word(rest, 1, "a signal"), try series(rest, skipping: 2)))
    case "forecast":
      add(.forecast(signal: try word(rest, 1, "a signal"), try series(rest, skipping: 2)))
    case "confidence":
      add(.confidence(signal: try word(rest, 1, "a signal"), try series(rest, skipping: 2)))
    case "replicas": add(.replicas(try series(rest, skipping: 1)))
    case "ready": add(.ready(try series(rest, skipping: 1)))
    case "fleet": add(.fleet(try fleet(rest)))
    case "clock": add(.clock(by: try clock(rest)))
    case "event":
      add(.event(name: try word(rest, 0, "a name"), try settings(rest.dropFirst())))
    case "end": add(.end(event: try word(rest, 0, "an event's name")))
    case "pin":
      add(
        .control(
          .pin(try count(try word(rest, 0, "replicas"))),
          for: rest.count == 3 ? try duration(rest[2]) : nil))
    case "pause": add(.control(.pause, for: rest.count == 2 ? try duration(rest[1]) : nil))
    case "resume": add(.control(nil, for: nil))
    case "resource":
      add(.resource(name: try word(rest, 0, "a name"), try settings(rest.dropFirst())))
    case "eval": add(.evaluate(try moments(rest), []))
    case "expect": try expect(rest, in: text)
    default: throw error("expected a statement, found '\(verb)'")
    }
  }

  private mutating func add(_ action: Scenario.Action) {
    scenario.statements.append(Scenario.Statement(line: line, action: action))
  }

  private func error(_ problem: String) -> ScenarioError {
    ScenarioError(file: scenario.name, line: line, problem: problem)
  }

  private func word(_ words: [String], _ index: Int, _ expected: String) throws -> String {
    guard words.indices.contains(index) else { throw error("expected \(expected)") }
    return words[index]
  }

  private func settings(_ words: some Sequence<String>) throws -> [String: String] {
    var settings: [String: String] = [:]
    for word in words {
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { throw error("expected KEY=VALUE, found '\(word)'") }
      settings[parts[0]] = parts[1]
    }
    return settings
  }

  private func duration(_ word: String) throws -> Duration {
    guard let duration = Duration(scenario: word) else {
      throw error("expected a duration such as 15s or 1h30m, found '\(word)'")
    }
    return duration
  }

  private func number(_ word: some StringProtocol) throws -> Double {
    guard let number = Double(word) else { throw error("expected a number, found '\(word)'") }
    return number
  }

  private func count(_ word: String) throws -> Int {
    guard let count = Int(word) else { throw error("expected a whole number, found '\(word)'") }
    return count
  }

  private func optionalCount(_ word: String) throws -> Int? {
    word == "none" ? nil : try count(word)
  }

  private func moments(_ words: [String]) throws -> [Duration] {
    if words.count == 2, words[0] == "at" { return [try duration(words[1])] }
    guard words.count == 7, words[0] == "range", words[1] == "from", words[3] == "to",
      words[5] == "step"
    else { throw error("expected 'at TIME' or 'range from TIME to TIME step TIME'") }
    let (last, step) = (try duration(words[4]), try duration(words[6]))
    var moments = [try duration(words[2])]
    guard step > .zero else { throw error("expected a step above zero") }
    while let moment = moments.last, moment + step <= last { moments.append(moment + step) }
    return moments
  }

  private func fleet(_ words: [String]) throws -> Scenario.Fleet {
    switch words.first {
    case "unknown": return .unknown
    case "starts": return .starts(first: try count(try word(words, 1, "replicas")))
    case "follows":
      let late = words.count == 4 && words[2] == "after" ? try duration(words[3]) : .zero
      return .follows(after: late, first: try count(try word(words, 1, "replicas")))
    default: throw error("expected 'unknown', 'starts N' or 'follows N [after TIME]'")
    }
  }

  private func clock(_ words: [String]) throws -> Duration {
    let by = try duration(try word(words, 1, "a duration"))
    switch words[0] {
    case "back": return .zero - by
    case "forward": return by
    default: throw error("expected 'back TIME' or 'forward TIME'")
    }
  }

  /// `5+2x30` is 5 and 30 more, each 2 above the last; `7x3` is four 7s; `_` is a gap, `_x3` three.
  private func series(_ words: [String], skipping: Int) throws -> Scenario.Series {
    let step = try duration(try word(words, 0, "a step"))
    var values: [Scenario.Series.Value] = []
    for word in words.dropFirst(skipping) {
      let parts = word.split(separator: "x", maxSplits: 1).map(String.init)
      let times = parts.count == 2 ? try count(parts[1]) : nil
      let value = parts.first ?? ""
      if value == "_" {
        values += Array(repeating: .gap, count: times ?? 1)
      } else if let times {
        // A sign that is not the first character, nor that of an exponent, begins the increment.
        let sign = value.indices.dropFirst().last {
          "+-".contains(value[$0]) && !"eE".contains(value[value.index(before: $0)])
        }
        let start = try number(sign.map { value[..<$0] } ?? value[...])
        let increment = try sign.map { try number(value[$0...]) } ?? 0
        values += (0...times).map { .number(start + increment * Double($0)) }
      } else {
        values.append(.number(try number(value)))
      }
    }
    guard !values.isEmpty, step > .zero else { throw error("expected a step and values") }
    return Scenario.Series(step: step, values: values)
  }

  private mutating func expect(_ words: [String], in text: String) throws {
    guard case .evaluate(let moments, var expectations) = scenario.statements.last?.action else {
      throw error("expected 'eval' before 'expect'")
    }
    expectations.append((line, try expectation(words, in: text)))
    scenario.statements[scenario.statements.count - 1].action = .evaluate(moments, expectations)
  }

  private func expectation(_ words: [String], in text: String) throws -> Scenario.Expectation {
    let what = try word(words, 0, "what to expect")
    func value(_ index: Int = 1) throws -> String { try word(words, index, "a value") }
    switch what {
    case "replicas":
      _ = try value()
      return .replicas(try words.dropFirst().map(optionalCount))
    case "wanted": return .wanted(try optionalCount(try value()))
    case "reason": return .reason(try value())
    case "action": return .action(try value())
    case "trigger": return .trigger(try value())
    case "limit": return .limit(try value())
    case "no":
      switch try value() {
      case "limits": return .noLimits
      case "limit": return .noLimit(try value(2))
      case "hold": return .held(false)
      case "fallback": return .fallback(false)
      default: throw error("expected 'limits', 'limit KIND', 'hold' or 'fallback'")
      }
    case "hold": return .held(true)
    case "fallback": return .fallback(true)
    case "confidence":
      return .confidence(try value() == "none" ? nil : try number(try value()))
    case "signal": return .signal(try value(), is: try value(2))
    case "says":
      let quoted = text.split(separator: "\"", omittingEmptySubsequences: false)
      guard quoted.count == 3 else { throw error("expected one sentence in double quotes") }
      return .says(String(quoted[1]))
    default: throw error("expected something to expect, found '\(what)'")
    }
  }
}

extension Duration {
  /// Reads `1h30m`, `15s`, `250ms` and the like.
  init?(scenario text: String) {
    let units: [String: Int] = [
      "ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000,
    ]
    var total = 0
    var rest = text[...]
    while !rest.isEmpty {
      let digits = rest.prefix(while: \.isNumber)
      rest = rest.dropFirst(digits.count)
      let unit = rest.prefix(while: \.isLetter)
      rest = rest.dropFirst(unit.count)
      guard let count = Int(digits), let size = units[String(unit)] else { return nil }
      total += count * size
    }
    guard !text.isEmpty else { return nil }
    self = .milliseconds(total)
  }
}
