/// A reply of Redis (RESP2, https://redis.io/docs/latest/develop/reference/protocol-spec/).
public enum RedisValue: Hashable, Sendable {
  /// A simple string, such as `OK`.
  case status(String)

  /// An error, its name first: `WRONGTYPE Operation against a key ...`.
  case error(String)

  /// An integer.
  case integer(Int64)

  /// A bulk string: any bytes.
  case bulk([UInt8])

  /// A null: the key or field does not exist.
  case null

  /// An array of replies.
  case array([RedisValue])

  /// The text of a simple or bulk string, invalid UTF-8 repaired; nil for the others.
  public var text: String? {
    switch self {
    case .status(let text): text
    case .bulk(let bytes): String(decoding: bytes, as: UTF8.self)
    default: nil
    }
  }

  /// An error's name, its first word: `WRONGTYPE`, `NOAUTH`, `LOADING`; nil for the others.
  public var errorName: String? {
    guard case .error(let text) = self else { return nil }
    return RedisError.name(of: text)
  }
}
