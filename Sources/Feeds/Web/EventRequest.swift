import JSON
public import Scaling
import TimeSeries

/// What a client asks to be changed about workloads.
public enum BoardCommand: Hashable, Sendable {
  /// An event begins; nil: for every workload.
  case begin(workload: String?, ScalingEvent)
  /// An event ends.
  case end(workload: String?, name: String, key: String)
  /// Somebody decides by hand; nil: no longer.
  case control(workload: String, ManualControl?)
  /// What this source decided holds no longer; what others decided does.
  case release(workload: String, source: String)

  /// The workload that it is about; nil: every one.
  public var workload: String? {
    switch self {
    case .begin(let workload, _): workload
    case .end(let workload, _, _): workload
    case .control(let workload, _): workload
    case .release(let workload, _): workload
    }
  }
}

/// Reads the bodies of `POST /api/v1/events`, of Alertmanager's webhook, and of `pin` and `pause`.
enum EventRequest {
  /// The most bytes of a name.
  private static let longestName = 250
  /// How long an event lasts where nothing is said.
  static let usual = Duration.seconds(600)
  private static let longest = Duration.seconds(30 * 86_400)

  /// `{"workload": "checkout", "name": "launch", "kind": "external", "add_percent": 50, "duration": "30m"}`.
  static func event(_ body: [UInt8], now: Timestamp) throws(APIError) -> BoardCommand {
    let object = try object(body)
    guard let name = object["name"]?.stringValue, !name.isEmpty, name.utf8.count <= longestName
    else {
      throw .badData("`name`: expected a text of 1 to \(longestName) bytes")
    }
    let workload = try text(object, "workload")
    let kind: ScalingEvent.Kind
    switch try text(object, "kind") {
    case nil: kind = .external
    case let text?:
      guard let known = ScalingEvent.Kind(rawValue: text) else {
        let all = ScalingEvent.Kind.allCases.map(\.rawValue).joined(separator: ", ")
        throw .badData("`kind` is \(text), expected one of \(all)")
      }
      kind = known
    }
    if object["end"]?.boolValue == true {
      return .end(workload: workload, name: name, key: "api")
    }
    let lasts = try duration(object, "duration") ?? usual
    var start = now
    if let text = try text(object, "start") {
      guard let moment = Timestamp(rfc3339: text) else {
        throw .badData("`start`: expected a moment such as 2026-11-27T08:00:00Z")
      }
      start = moment
    }
    return .begin(
      workload: workload,
      ScalingEvent(
        name: name, kind: kind, effect: try effect(object), start: start, end: start + lasts,
        key: "api"))
  }

  /// Alertmanager's webhook, version 4: each alert with labels or annotations `outrider_add_percent` and the like is an event while it fires.
  ///
  /// - Returns: what the alerts that can be used ask for, ends before beginnings, and what is wrong with the others: one that cannot be used must not hold up the rest.
  static func alerts(
    _ body: [UInt8], now: Timestamp
  ) throws(APIError) -> (commands: [BoardCommand], problems: [String]) {
    let object = try object(body)
    guard let alerts = object["alerts"]?.arrayValue else {
      throw .badData("`alerts`: expected the list of Alertmanager's webhook")
    }
    var ends: [BoardCommand] = []
    var beginnings: [BoardCommand] = []
    var problems: [String] = []
    for alert in alerts {
      do throws(APIError) {
        guard let command = try command(of: alert, now: now) else { continue }
        switch command {
        case .end, .release, .control(_, nil): ends.append(command)
        case .begin, .control: beginnings.append(command)
        }
      } catch {
        problems.append(error.message)
      }
    }
    return (ends + beginnings, problems)
  }

  /// What one alert asks for; nil: nothing.
  private static func command(
    of alert: JSONValue, now: Timestamp
  ) throws(APIError) -> BoardCommand? {
    guard let alert = alert.objectValue, let status = alert["status"]?.stringValue,
      let labels = alert["labels"]?.objectValue
    else { throw .badData("`alerts`: expected alerts with `status` and `labels`") }
    let annotations = alert["annotations"]?.objectValue
    func word(_ key: String) -> String? {
      labels["outrider_\(key)"]?.stringValue ?? annotations?["outrider_\(key)"]?.stringValue
    }
    let name = labels["alertname"]?.stringValue ?? "alert"
    let key = alert["fingerprint"]?.stringValue ?? name
    guard name.utf8.count <= longestName, key.utf8.count <= longestName else {
      throw .badData(
        "alert \(name.prefix(40))...: expected `alertname` and `fingerprint` of \(longestName) bytes at most"
      )
    }
    let workload = word("workload") ?? labels["workload"]?.stringValue
    var lasts = Duration.seconds(4 * 3600)
    if let text = word("duration") {
      guard let duration = Duration(prometheusText: text), duration > .zero else {
        throw .badData("alert \(name): `outrider_duration` is \(text), expected one such as 30m")
      }
      lasts = min(duration, longest)
    }
    if let order = try order(word, alert: name) {
      guard let workload else {
        throw .badData("alert \(name): expected a label `outrider_workload`")
      }
      guard status == "firing" else { return .release(workload: workload, source: key) }
      var control = ManualControl(order, until: now + lasts, reason: "alert \(name)")
      control.source = key
      return .control(workload: workload, control)
    }
    guard let effect = try effect(words: word, alert: name) else { return nil }
    guard status == "firing" else { return .end(workload: workload, name: name, key: key) }
    var kind = ScalingEvent.Kind.external
    if let text = word("kind") {
      guard let known = ScalingEvent.Kind(rawValue: text) else {
        throw .badData(
          "alert \(name): `outrider_kind` is \(text), expected one of \(ScalingEvent.Kind.allCases.map(\.rawValue).joined(separator: ", "))"
        )
      }
      kind = known
    }
    return .begin(
      workload: workload,
      ScalingEvent(
        name: name, kind: kind, effect: effect, start: now, end: now + lasts, key: key))
  }

  /// `{"replicas": 12, "for": "1h", "reason": "..."}` of `pin`; the same without replicas of `pause`.
  static func control(
    _ body: [UInt8], isPin: Bool, now: Timestamp
  ) throws(APIError) -> ManualControl {
    let object = body.isEmpty ? JSONObject() : try object(body)
    let until = try duration(object, "for").map { now + $0 }
    let reason = try text(object, "reason") ?? ""
    guard reason.utf8.count <= 1000 else {
      throw .badData("`reason`: expected 1,000 bytes at most")
    }
    guard isPin else { return ManualControl(.pause, until: until, reason: reason) }
    guard let replicas = object["replicas"]?.intValue, (0...100_000).contains(replicas) else {
      throw .badData("`replicas`: expected a whole number from 0 to 100000")
    }
    return ManualControl(.pin(replicas), until: until, reason: reason)
  }

  /// The one effect that an object names.
  static func effect(_ object: JSONObject) throws(APIError) -> ScalingEvent.Effect {
    var effects: [ScalingEvent.Effect] = []
    func count(_ key: String) throws(APIError) -> Int? {
      guard let value = object[key], !value.isNull else { return nil }
      guard let count = value.intValue, (0...100_000).contains(count) else {
        throw .badData("`\(key)`: expected a whole number from 0 to 100000")
      }
      return count
    }
    func percent(_ key: String, _ most: Double) throws(APIError) -> Double? {
      guard let value = object[key], !value.isNull else { return nil }
      guard let percent = value.doubleValue, percent > 0, percent <= most else {
        throw .badData("`\(key)`: expected a number above 0, up to \(Int(most))")
      }
      return percent
    }
    if let more = try count("add_replicas") { effects.append(.addReplicas(more)) }
    if let more = try percent("add_percent", 10_000) { effects.append(.addPercent(more)) }
    if let fewer = try percent("remove_percent", 100) { effects.append(.removePercent(fewer)) }
    if let floor = try count("floor") { effects.append(.floor(floor)) }
    if let ceiling = try count("ceiling") { effects.append(.ceiling(ceiling)) }
    guard effects.count == 1 else {
      throw .badData(
        "expected one of `add_replicas`, `add_percent`, `remove_percent`, `floor` and `ceiling`, found \(effects.count)"
      )
    }
    return effects[0]
  }

  private static func effect(
    words: (String) -> String?, alert: String
  ) throws(APIError) -> ScalingEvent.Effect? {
    var writer = JSONWriter()
    writer.beginObject()
    var isEmpty = true
    for key in ["add_replicas", "add_percent", "remove_percent", "floor", "ceiling"] {
      guard let text = words(key) else { continue }
      guard let number = Double(text), number.isFinite else {
        throw .badData("alert \(alert): `outrider_\(key)` is \(text), expected a number")
      }
      isEmpty = false
      if let whole = Int(exactly: number) {
        writer.member(key, whole)
      } else {
        writer.member(key, number)
      }
    }
    writer.endObject()
    guard !isEmpty else { return nil }
    do throws(APIError) {
      return try effect(object(writer.bytes))
    } catch {
      throw .badData("alert \(alert): \(error.message)")
    }
  }

  /// What an alert decides by hand: `outrider_pin: "5"`, `outrider_pause: "true"`.
  private static func order(
    _ word: (String) -> String?, alert: String
  ) throws(APIError) -> ManualControl.Order? {
    if let text = word("pin") {
      guard let replicas = Int(text), (0...100_000).contains(replicas) else {
        throw .badData(
          "alert \(alert): `outrider_pin` is \(text), expected a whole number from 0 to 100000")
      }
      return .pin(replicas)
    }
    return word("pause") == "true" ? .pause : nil
  }

  private static func object(_ body: [UInt8]) throws(APIError) -> JSONObject {
    guard case .object(let object)? = try? JSONValue.parse(body) else {
      throw .badData("expected a JSON object")
    }
    return object
  }

  private static func text(_ object: JSONObject, _ key: String) throws(APIError) -> String? {
    guard let value = object[key], !value.isNull else { return nil }
    guard let text = value.stringValue else { throw .badData("`\(key)`: expected a text") }
    return text
  }

  private static func duration(_ object: JSONObject, _ key: String) throws(APIError) -> Duration? {
    guard let text = try text(object, key) else { return nil }
    guard let duration = Duration(prometheusText: text), duration > .zero, duration <= longest
    else { throw .badData("`\(key)` is \(text), expected a duration such as 30m, up to 30d") }
    return duration
  }
}
