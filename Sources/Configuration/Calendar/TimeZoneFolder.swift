public import Calendar
internal import FileAccess

/// The folder of compiled time zones that the system brings along.
public struct TimeZoneFolder: Sendable {
  /// Why a zone cannot be had, without what was expected.
  public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public let description: String
  }

  /// The folder's path.
  public let path: String

  /// The largest file that is taken for a zone, in bytes.
  private static let limit = 1 << 20

  /// The folder that `TZDIR` names, else the system's.
  public init(environment: [String: String]) {
    let named = environment["TZDIR"] ?? ""
    path = named.isEmpty ? "/usr/share/zoneinfo" : named
  }

  /// The zone called `name`: `UTC` and offsets such as `+02:00` without a file.
  public func zone(named name: String) throws(Failure) -> TimeZoneRules {
    if let zone = TimeZoneRules(builtIn: name) { return zone }
    let isName = name.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
        || [UInt8(ascii: "/"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+")]
          .contains(byte)
    }
    guard isName, !name.isEmpty, !name.hasPrefix("/"), name.utf8.count <= 100 else {
      throw Failure(description: "it is no name of a zone")
    }
    guard LocalFolder.isFolder(path) else {
      throw Failure(
        description: "there are no time zones in `\(path)`; the system's package is mostly `tzdata`"
      )
    }
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try LocalFile.read("\(path)/\(name)", limit: Self.limit)
    } catch {
      throw Failure(description: "there is no such zone in `\(path)`")
    }
    do throws(TimeZoneError) {
      return try TimeZoneRules(name: name, tzif: bytes)
    } catch {
      throw Failure(description: "`\(path)/\(name)` is no time zone: \(error)")
    }
  }
}
