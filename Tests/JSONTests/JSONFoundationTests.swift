import Foundation
import JSON
import Testing
import TestSupport

/// The parser against Foundation's on texts that were made, and made wrong, at random.
@Suite struct JSONFoundationTests {
  /// Where the two differ on purpose: Foundation lets a later member replace an earlier one of the
  /// same key, reads other encodings (it takes a zero byte for a sign of one), makes an infinity or
  /// an error of its own of numbers out of range, misses the nearest double by some bits, and lets
  /// a trailing comma pass.
  @Test func agreesOnMutatedTexts() throws {
    var random = SeededGenerator(seed: 7)
    var accepted = 0
    var rejected = 0
    for _ in 0..<6000 {
      var writer = JSONWriter()
      writer.value(value(depth: 3, using: &random))
      var bytes = writer.bytes
      for _ in 0..<Int.random(in: 0...2, using: &random) { mutate(&bytes, using: &random) }
      let theirs = try? JSONSerialization.jsonObject(
        with: Data(bytes), options: [.fragmentsAllowed])
      let text = String(decoding: bytes, as: UTF8.self)
      do {
        let ours = try JSONValue.parse(bytes)
        #expect(theirs.map { agrees(ours, $0) } == true, "only we accept \(text)")
        accepted += 1
      } catch {
        let isOurs =
          error.message.contains("comes twice") || error.message == "expected a value, found ']'"
          || error.message == "expected a key, found '}'"
          || error.message.contains("range of a double")
          || bytes.contains(0)
        #expect(theirs == nil || isOurs, "only we reject \(text): \(error)")
        rejected += 1
      }
    }
    #expect(accepted > 1500)
    #expect(rejected > 1500)
  }

  @Test func writtenValuesReadBack() throws {
    var random = SeededGenerator(seed: 8)
    for _ in 0..<2000 {
      let value = value(depth: 4, using: &random)
      #expect(try JSONValue.parse(value.jsonBytes).jsonBytes == value.jsonBytes)
    }
  }

  private func value(depth: Int, using random: inout SeededGenerator) -> JSONValue {
    switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &random) {
    case 0: .null
    case 1: .bool(Bool.random(using: &random))
    case 2:
      .integer(Int64(truncatingIfNeeded: random.next()) >> Int64.random(in: 0..<64, using: &random))
    case 3: .number(Double.random(in: -1000...1000, using: &random))
    case 4: .number(finite(using: &random))
    case 5: .string(string(using: &random))
    case 6:
      .array(
        (0..<Int.random(in: 0...4, using: &random)).map { _ in
          value(depth: depth - 1, using: &random)
        })
    default:
      .object(object(depth: depth, using: &random))
    }
  }

  private func object(depth: Int, using random: inout SeededGenerator) -> JSONObject {
    var object = JSONObject()
    for _ in 0..<Int.random(in: 0...4, using: &random) {
      object.insert(string(using: &random), value(depth: depth - 1, using: &random))
    }
    return object
  }

  private func finite(using random: inout SeededGenerator) -> Double {
    let value = Double(bitPattern: random.next())
    return value.isFinite ? value : 0.5
  }

  private func string(using random: inout SeededGenerator) -> String {
    let pieces = ["a", "", "é", "🚀", "\"", "\\", "\n", "\u{1}", "key", "\u{2028}", "/", "{", ","]
    return (0..<Int.random(in: 0...3, using: &random)).map { _ in
      pieces[Int.random(in: 0..<pieces.count, using: &random)]
    }.joined()
  }

  private func mutate(_ bytes: inout [UInt8], using random: inout SeededGenerator) {
    guard !bytes.isEmpty else { return }
    let place = Int.random(in: 0..<bytes.count, using: &random)
    let palette = Array("{}[]\",:\\ntfu0123456789eE+-. \u{e9}".utf8) + [0xFF, 0x80, 0x1F, 0x0A]
    let byte = palette[Int.random(in: 0..<palette.count, using: &random)]
    switch Int.random(in: 0..<4, using: &random) {
    case 0: bytes[place] = byte
    case 1: bytes.insert(byte, at: place)
    case 2: bytes.remove(at: place)
    default: bytes.removeSubrange(place...)
    }
  }

  private func agrees(_ ours: JSONValue, _ theirs: Any) -> Bool {
    switch ours {
    case .null: return theirs is NSNull
    case .bool(let value): return theirs as? Bool == value
    case .integer(let value): return (theirs as? NSNumber)?.int64Value == value
    case .number(let value):
      guard let theirs = (theirs as? NSNumber)?.doubleValue else { return false }
      return abs(theirs - value) <= 1e-12 * abs(value)
    case .string(let value):
      guard let theirs = theirs as? String else { return false }
      return theirs.utf8.elementsEqual(value.utf8)
    case .array(let elements):
      guard let theirs = theirs as? [Any], theirs.count == elements.count else { return false }
      return zip(elements, theirs).allSatisfy { agrees($0, $1) }
    case .object(let object):
      guard let theirs = theirs as? [String: Any], theirs.count == object.count else {
        return false
      }
      return object.members.allSatisfy { member in
        theirs[member.key].map { agrees(member.value, $0) } ?? false
      }
    }
  }
}
