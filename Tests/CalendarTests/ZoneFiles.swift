import Calendar
import Foundation

/// The machine's compiled zones.
enum ZoneFiles {
  static let folder = "/usr/share/zoneinfo"

  static func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
  }

  static func rules(_ name: String) throws -> TimeZoneRules {
    try TimeZoneRules(name: name, tzif: bytes(name))
  }

  /// A zone by its name, as readers of calendars want it.
  static func find(_ name: String) -> TimeZoneRules? {
    TimeZoneRules(builtIn: name) ?? (try? rules(name))
  }
}
