public import JSON
public import Scaling
import TimeSeries

/// Events and what was decided by hand, as JSON.
public struct BoardJSON {
  /// Writes an event as one object.
  public static func write(_ event: ScalingEvent, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("name", event.name)
    writer.member("key", event.key)
    writer.member("kind", event.kind.rawValue)
    switch event.effect {
    case .addReplicas(let more): writer.member("add_replicas", more)
    case .addPercent(let percent): writer.member("add_percent", percent)
    case .removePercent(let percent): writer.member("remove_percent", percent)
    case .floor(let replicas): writer.member("floor", replicas)
    case .ceiling(let replicas): writer.member("ceiling", replicas)
    }
    writer.member("start", event.start.rfc3339)
    writer.member("end", event.end.rfc3339)
    writer.member("base_replicas", event.base)
    writer.endObject()
  }

  /// Writes what was decided by hand as one object, or null.
  public static func write(_ control: ManualControl?, to writer: inout JSONWriter) {
    guard let control else {
      writer.null()
      return
    }
    writer.beginObject()
    switch control.order {
    case .pin(let replicas): writer.member("pin", replicas)
    case .pause: writer.member("pause", true)
    }
    writer.member("until", control.until?.rfc3339)
    writer.member("reason", control.reason)
    if !control.source.isEmpty { writer.member("source", control.source) }
    writer.endObject()
  }

  /// Writes a board as one object.
  public static func write(_ board: EventBoard, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("events")
    writer.beginArray()
    for event in board.events { write(event, to: &writer) }
    writer.endArray()
    writer.key("control")
    write(board.control, to: &writer)
    writer.endObject()
  }

  /// Reads a board that was written; what cannot be read is left out.
  public static func board(_ value: JSONValue) -> EventBoard {
    var board = EventBoard()
    guard let object = value.objectValue else { return board }
    for item in object["events"]?.arrayValue ?? [] {
      guard let read = item.objectValue, let name = read["name"]?.stringValue,
        let start = time(read["start"]), let end = time(read["end"]),
        let effect = try? EventRequest.effect(read),
        let kind = read["kind"]?.stringValue.flatMap(ScalingEvent.Kind.init(rawValue:))
      else { continue }
      var event = ScalingEvent(
        name: name, kind: kind, effect: effect, start: start, end: end,
        key: read["key"]?.stringValue ?? "")
      event.base = read["base_replicas"]?.intValue
      board.add(event)
    }
    if let control = object["control"]?.objectValue {
      let until = time(control["until"])
      let reason = control["reason"]?.stringValue ?? ""
      if let replicas = control["pin"]?.intValue {
        board.control = ManualControl(.pin(replicas), until: until, reason: reason)
      } else if control["pause"]?.boolValue == true {
        board.control = ManualControl(.pause, until: until, reason: reason)
      }
      board.control?.source = control["source"]?.stringValue ?? ""
    }
    return board
  }

  private static func time(_ value: JSONValue?) -> Timestamp? {
    value?.stringValue.flatMap { Timestamp(rfc3339: $0) }
  }
}
