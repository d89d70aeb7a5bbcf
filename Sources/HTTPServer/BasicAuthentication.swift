/// Users and their bcrypt hashes, as Prometheus' exporter-toolkit has them in `basic_auth_users`.
///
/// A verification costs 50 to 100 ms of CPU at the usual cost of 10. It happens on one thread of its
/// own, never on those that serve; answers are remembered (salted digests, in memory, bounded), so
/// that a scraper pays once. Stopping a server waits for the verification under way, whose time
/// doubles with each step of the cost. While 64 passwords wait for it, further unknown ones are answered 503.
public struct BasicAuthentication: Sendable {
  /// Named in the challenge to clients.
  public let realm: String
  let hashes: [String: String]

  /// Checks the form of the hashes. A table without users lets nobody in.
  ///
  /// - Parameters:
  ///   - users: From user name to bcrypt hash (`$2y$10$...`; 2a and 2b too).
  ///   - realm: Printable ASCII without quotes and backslashes.
  /// - Throws: `HTTPServerError` that names the user, never the hash.
  public init(users: [String: String], realm: String = "restricted") throws(HTTPServerError) {
    for (user, hash) in users.sorted(by: { $0.key < $1.key }) {
      guard Self.isBcrypt(hash) else {
        throw HTTPServerError(
          .invalidConfiguration,
          "basic authentication: the password of user \"\(user)\" is no bcrypt hash; "
            + "expected $2y$, the cost in two digits (04 to 31), $, and 53 characters")
      }
      guard !user.isEmpty, !user.utf8.contains(where: { $0 == 0x3a || $0 < 0x20 || $0 == 0x7f })
      else {
        throw HTTPServerError(
          .invalidConfiguration,
          "basic authentication: the user name \"\(user)\" is empty or holds a colon or a control "
            + "character")
      }
    }
    guard realm.utf8.allSatisfy({ (0x20...0x7e).contains($0) && $0 != 0x22 && $0 != 0x5c }) else {
      throw HTTPServerError(
        .invalidConfiguration,
        "basic authentication: the realm must be printable ASCII without quotes and backslashes")
    }
    hashes = users
    self.realm = realm
  }

  private static func isBcrypt(_ hash: String) -> Bool {
    let bytes = [UInt8](hash.utf8)
    guard bytes.count == 60, bytes[0] == 0x24, bytes[1] == 0x32, bytes[3] == 0x24,
      [0x61, 0x62, 0x79].contains(bytes[2]), bytes[6] == 0x24,
      bytes[4..<6].allSatisfy({ (0x30...0x39).contains($0) }),
      let cost = Int(String(decoding: bytes[4..<6], as: UTF8.self)), (4...31).contains(cost)
    else { return false }
    return bytes[7...].allSatisfy {
      (0x2e...0x39).contains($0) || (0x41...0x5a).contains($0) || (0x61...0x7a).contains($0)
    }
  }

  /// The largest cost among the hashes, for the dummy that unknown users are verified against.
  var dummyHash: String {
    let cost = hashes.values.compactMap { Int($0.dropFirst(4).prefix(2)) }.max() ?? 10
    // A salt and a digest of our own that nobody knows a password for.
    return "$2y$\(cost < 10 ? "0" : "")\(cost)$"
      + "Q3CkWyzEOJ8RmvDpYhTbXuLf5sNqGa1ZdIx7VoB2MrKt9UjHePc4i"
  }
}

extension BasicAuthentication: CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  /// The number of users, without names and hashes.
  public var description: String { "BasicAuthentication(\(hashes.count) users)" }
  /// The same as `description`.
  public var debugDescription: String { description }
  /// Shows nothing: hashes must not reach a log through `dump` or an interpolated configuration.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
