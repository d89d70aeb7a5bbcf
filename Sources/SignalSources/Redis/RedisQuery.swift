import Configuration
import Numerals
import RedisClient
import TimeSeries

/// One selector as a Redis command, and the reading in its reply.
struct RedisQuery: Sendable {
  /// More bytes than a number has: of a longer value no more is fetched, and it is none.
  private static let longestNumber = 100

  let selector: SignalSelector

  /// The command as words. The time that "due" means is `now`.
  func words(now: Timestamp) -> [String] {
    switch selector {
    case .list(let key): ["LLEN", key]
    case .stream(let key, _, .length): ["XLEN", key]
    case .stream(let key, .some, .lag), .stream(let key, .some, .pending):
      ["XINFO", "GROUPS", key]
    case .sortedSet(let key, due: false): ["ZCARD", key]
    case .sortedSet(let key, due: true):
      ["ZCOUNT", key, "-inf", DecimalText.string(now.seconds)]
    case .set(let key): ["SCARD", key]
    case .hash(let key, let field?): ["HGET", key, field]
    case .hash(let key, nil): ["HLEN", key]
    // A key that holds megabytes must not cost the other keys their answers.
    case .key(let key): ["GETRANGE", key, "0", String(Self.longestNumber)]
    // Nothing to ask: the reading says why.
    case .stream(_, nil, _), .query, .table, .metric, .column: ["PING"]
    }
  }

  /// What a reply says.
  func reading(of reply: RedisValue, now: Timestamp) -> Reading {
    if case .error(let message) = reply { return reading(ofError: message) }
    switch selector {
    case .list, .sortedSet, .set, .stream(_, _, .length), .hash(_, field: nil):
      guard case .integer(let count) = reply else { return unexpected("an integer") }
      return .value(Double(count), at: now)
    case .stream(let key, let group?, let count):
      return read(count.rawValue, of: group, in: reply, key: key, now: now)
    case .stream(_, nil, let count):
      return .failed(SourceError(.settings, "the \(count.rawValue) of a stream needs a group"))
    case .hash(let key, .some(let field)):
      return number(in: reply, at: "field \(field) of hash \(key)", now: now)
    case .key(let key):
      return number(in: reply, at: "key \(key)", now: now)
    case .query, .table, .metric, .column:
      return .failed(SourceError(.settings, "expected a Redis key for a redis source"))
    }
  }

  private func reading(ofError message: String) -> Reading {
    // Other commands take a key that is not there for an empty one; XINFO says so.
    if case .stream(let key, _, _) = selector, message == "ERR no such key" {
      return .absent("stream \(key) does not exist")
    }
    return .failed(SourceError(RedisError(reply: message)))
  }

  private func number(in reply: RedisValue, at place: String, now: Timestamp) -> Reading {
    switch reply {
    case .null: return .absent("\(place) does not exist")
    case .bulk(let bytes) where bytes.isEmpty:
      return .absent("\(place) does not exist, or is empty")
    case .bulk(let bytes):
      guard bytes.count <= Self.longestNumber,
        let value = DecimalText.parse(bytes, allowsNames: true)
      else { return .failed(SourceError(.wrongType, "\(place) holds no number; expected one")) }
      return value.isFinite ? .value(value, at: now) : .absent("\(place) is not a finite number")
    default: return unexpected("a string")
    }
  }

  /// One number of one consumer group in the reply to XINFO GROUPS: a list of flat field-value lists.
  private func read(
    _ field: String, of group: String, in reply: RedisValue, key: String, now: Timestamp
  ) -> Reading {
    guard case .array(let groups) = reply else { return unexpected("a list of groups") }
    var names: [String] = []
    for entry in groups {
      guard case .array(let items) = entry else { return unexpected("a list of groups") }
      var fields: [String: RedisValue] = [:]
      for index in stride(from: 0, to: items.count - 1, by: 2) {
        if let name = items[index].text { fields[name] = items[index + 1] }
      }
      let name = fields["name"]?.text ?? ""
      names.append(name)
      guard name == group else { continue }
      switch fields[field] {
      case .integer(let count)?: return .value(Double(count), at: now)
      case nil, .null?:
        return .absent("Redis does not know the \(field) of group \(group) (it needs Redis 7)")
      default: return unexpected("an integer as \(field)")
      }
    }
    let known = names.isEmpty ? "it has none" : "it has " + names.prefix(8).joined(separator: ", ")
    return .absent("stream \(key) has no group \(group): \(known)")
  }

  private func unexpected(_ wanted: String) -> Reading {
    .failed(SourceError(.malformed, "the reply is of another kind than expected: \(wanted)"))
  }
}
