/// A command in the form in which it is sent: encode once, send each cycle.
public struct RedisCommand: Hashable, Sendable {
  /// The command as a RESP array of bulk strings.
  public let encoded: [UInt8]

  /// A command of a name and arguments, which may hold any bytes. At least the name.
  public init(_ words: [[UInt8]]) {
    var encoded: [UInt8] = []
    encoded.reserveCapacity(words.reduce(16) { $0 + $1.count + 16 })
    encoded.append(UInt8(ascii: "*"))
    encoded.append(contentsOf: "\(words.count)\r\n".utf8)
    for word in words {
      encoded.append(UInt8(ascii: "$"))
      encoded.append(contentsOf: "\(word.count)\r\n".utf8)
      encoded.append(contentsOf: word)
      encoded.append(contentsOf: "\r\n".utf8)
    }
    self.encoded = encoded
  }

  /// A command of a name and arguments as text: `RedisCommand("LLEN", "jobs:pending")`.
  public init(_ words: String...) { self.init(words.map { Array($0.utf8) }) }
}
