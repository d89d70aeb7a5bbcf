internal import Calendar

extension ScalarType where Value == TimeZoneRules {
  /// A time zone by name.
  static var timeZone: ScalarType {
    ScalarType(
      name: "time zone",
      expected:
        "the name of a time zone such as `Europe/Berlin`, `UTC`, or an offset such as `+02:00`",
      read: { (text, loading) throws(Mismatch) in
        guard !text.isEmpty else { throw Mismatch("") }
        if let zone = loading.zones[text] { return zone }
        do throws(TimeZoneFolder.Failure) {
          let zone = try TimeZoneFolder(environment: loading.environment).zone(named: text)
          loading.zones[text] = zone
          return zone
        } catch {
          throw Mismatch(error.description)
        }
      }, write: { $0.name })
  }
}

extension ScalarType where Value == EventTime {
  /// A day or a time.
  static var eventTime: ScalarType {
    ScalarType(
      name: "day or time",
      expected:
        "a day such as `2026-12-24`, or a time such as `2026-12-01T09:00` (with `Z` for UTC)",
      read: { (text, _) throws(Mismatch) in
        guard let time = EventTime(text: text) else { throw Mismatch("") }
        return time
      }, write: { "\($0)" })
  }
}

extension ScalarType where Value == Recurrence {
  /// How an event repeats.
  static var recurrence: ScalarType {
    ScalarType(
      name: "repetition",
      expected:
        "`daily`, `weekdays`, `weekly`, `monthly`, `yearly`, or a rule of RFC 5545 such as `FREQ=MONTHLY;BYDAY=1MO`",
      read: { (text, _) throws(Mismatch) in
        do throws(RecurrenceError) {
          return try Recurrence(wordOrRule: text)
        } catch {
          throw Mismatch(text.contains("=") ? error.description : "")
        }
      }, write: { "\($0)" })
  }
}
