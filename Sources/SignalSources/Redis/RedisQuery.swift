import Configuration
import Numerals
import RedisClient
import TimeSeries

/// One selector as a Redis command, and the reading in its reply.
struct RedisQuery: Sendable {
  let selector: SignalSelector

  /// The command as words. The time that "due" means is `now`.
  func words(now: Timestamp) -> [String] {
    switch selector {
    case .list(let key): ["LLEN", key]
    case .stream(let key, _, .length): ["XLEN", key]
    case .stream(let key, _, .lag), .stream(let key, _, .pending): ["XINFO", "GROUPS", key]
    case .sortedSet(let key, due: false): ["ZCARD", key]
    case .sortedSet(let key, due: true):
      ["ZCOUNT", key, "-inf", DecimalText.string(now.seconds)]
    case .set(let key): ["SCARD", key]
    case .hash(let key, let field?): ["HGET", key, field]
    case .hash(let key, nil): ["HLEN", key]
    case .key(let key): ["GET", key]
    case .query, .metric, .column: ["PING"]
    }
  }

  /// What a reply says.
  func reading(of reply: RedisValue, now: Timestamp) -> Reading {
    if case .error(let message) = reply {
      return .failed(SourceError(RedisError(reply: message)))
    }
    switch selector {
    case .list, .sortedSet, .set, .stream(_, _, .length), .hash(_, field: nil):
      guard case .integer(let count) = reply else { return unexpected("an integer") }
      return .value(Double(count), at: now)
    case .stream(let key, let group, .lag):
      return read("lag", of: group ?? "", in: reply, key: key, now: now)
    case .stream(let key, let group, .pending):
      return read("pending", of: group ?? "", in: reply, key: key, now: now)
    case .hash(let key, .some(let field)):
      return number(in: reply, at: "field \(field) of hash \(key)", now: now)
    case .key(let key):
      return number(in: reply, at: "key \(key)", now: now)
    case .query, .metric, .column:
      return .failed(SourceError(.query, "expected a Redis key for a redis source"))
    }
  }

  private func number(in reply: RedisValue, at place: String, now: Timestamp) -> Reading {
    switch reply {
    case .null: return .absent("\(place) does not exist")
    case .bulk(let bytes):
      guard let value = DecimalText.parse(bytes) else {
        return .failed(SourceError(.wrongType, "\(place) holds no number"))
      }
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
    let known = names.isEmpty ? "it has none" : "its groups are " + names.joined(separator: ", ")
    return .failed(SourceError(.query, "stream \(key) has no group \(group): \(known)"))
  }

  private func unexpected(_ wanted: String) -> Reading {
    .failed(SourceError(.malformed, "the reply is of another kind than expected: \(wanted)"))
  }
}
