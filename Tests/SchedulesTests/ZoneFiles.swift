import Calendar
import Foundation
import Testing
import TimeSeries

/// The machine's compiled zones.
enum ZoneFiles {
  static let folder = "/usr/share/zoneinfo"

  static func rules(_ name: String) throws -> TimeZoneRules {
    if let zone = TimeZoneRules(builtIn: name) { return zone }
    let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
    return try TimeZoneRules(name: name, tzif: [UInt8](data))
  }
}

/// A moment in RFC 3339.
func moment(_ text: String) throws -> Timestamp {
  try #require(Timestamp(rfc3339: text), "\(text)")
}
