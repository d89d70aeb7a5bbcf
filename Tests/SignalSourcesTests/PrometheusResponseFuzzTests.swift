import Foundation
import JSON
import SignalSources
import Testing
import TimeSeries
import TestSupport

/// The parser against Foundation's JSONDecoder, on answers that were made wrong at random.
@Suite struct PrometheusResponseFuzzTests {
  /// The answer to a range query, as Foundation decodes it.
  private struct Decoded: Decodable {
    struct Point: Decodable {
      var seconds: Double
      var value: String

      init(from decoder: any Decoder) throws {
        var container = try decoder.unkeyedContainer()
        seconds = try container.decode(Double.self)
        value = try container.decode(String.self)
        guard container.isAtEnd else { throw CocoaError(.coderReadCorrupt) }
      }
    }
    struct Series: Decodable {
      var metric: [String: String]
      var values: [Point]
    }
    struct Result: Decodable {
      var resultType: String
      var result: [Series]
    }
    var status: String
    var data: Result
  }

  /// What Foundation lets pass: keys that come twice, trailing commas, any timestamp; and what the
  /// decoder above does not look at.
  private static let stricter = [
    "comes twice", "expected a value, found ']'", "expected a key, found '}'",
    "expected a timestamp in seconds", "expected a number in a string", "expected the status",
    "expected the resultType",
  ]

  @Test func agreesWithFoundationOnMutatedAnswers() throws {
    var random = SeededGenerator(seed: 11)
    var accepted = 0
    var rejected = 0
    for _ in 0..<8000 {
      var bytes = answer(using: &random)
      for _ in 0..<Int.random(in: 0...2, using: &random) { mutate(&bytes, using: &random) }
      let theirs = try? JSONDecoder().decode(Decoded.self, from: Data(bytes))
      let text = String(decoding: bytes, as: UTF8.self)
      do {
        let ours = try PrometheusResponse.parse(bytes)
        guard ours.isSuccess, case .matrix(let series) = ours.data else { continue }
        // A native histogram in place of values, a name that was bent into an unknown one.
        if series.contains(where: { $0.hasHistograms }) { continue }
        let decoded = try #require(theirs, "only we accept \(text)")
        #expect(agrees(series, decoded.data.result), "\(text)")
        accepted += 1
      } catch let error as JSONError {
        rejected += 1
        guard let theirs else { continue }
        #expect(
          Self.stricter.contains { error.message.contains($0) },
          "only we reject \(text): \(error)")
        if error.message.contains("a number in a string") {
          #expect(
            theirs.data.result.contains { $0.values.contains { Double($0.value) == nil } },
            "\(text)")
        }
      }
    }
    #expect(accepted > 2000)
    #expect(rejected > 2000)
  }

  @Test func garbageNeverTraps() {
    var random = SeededGenerator(seed: 12)
    var errors = 0
    for _ in 0..<3000 {
      let bytes = (0..<Int.random(in: 0...200, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
      do {
        _ = try PrometheusResponse.parse(bytes)
      } catch {
        errors += 1
      }
    }
    #expect(errors == 3000)
  }

  private func agrees(
    _ ours: [PrometheusResponse.Series], _ theirs: [Decoded.Series]
  ) -> Bool {
    guard ours.count == theirs.count else { return false }
    return zip(ours, theirs).allSatisfy { our, their in
      let labels = Dictionary(our.labels.map { ($0.name, $0.value) }) { $1 }
      guard labels == their.metric, our.samples.count == their.values.count else { return false }
      return zip(our.samples, their.values).allSatisfy { sample, point in
        guard let value = Double(point.value) else { return false }
        return sample.timestamp == Timestamp(seconds: point.seconds)
          && (sample.value == value || (sample.value.isNaN && value.isNaN))
      }
    }
  }

  private func answer(using random: inout SeededGenerator) -> [UInt8] {
    let series = (0..<Int.random(in: 0...3, using: &random)).map { _ in
      let labels = (0..<Int.random(in: 0...2, using: &random)).map {
        "\"l\($0)\":\"\(["a", "é\\n", "\\u00e9", "\\\"", ""][Int.random(in: 0..<5, using: &random)])\""
      }
      let points = (0..<Int.random(in: 0...4, using: &random)).map { _ in
        let time = ["1700000000", "1700000000.5", "1700000000.123", "0", "17e8"][
          Int.random(in: 0..<5, using: &random)]
        let value = [
          "\(Double.random(in: -1000...1000, using: &random))",
          "\(Double(bitPattern: random.next() >> 2))",
          "\(Int.random(in: 0...100_000, using: &random))", "NaN", "+Inf", "-Inf", "1e+22",
        ][Int.random(in: 0..<7, using: &random)]
        return "[\(time),\"\(value)\"]"
      }
      return
        "{\"metric\":{\(labels.joined(separator: ","))},\"values\":[\(points.joined(separator: ","))]}"
    }
    let result = "\"result\":[\(series.joined(separator: ","))]"
    let type = "\"resultType\":\"matrix\""
    let data = Bool.random(using: &random) ? "\(type),\(result)" : "\(result),\(type)"
    return Array("{\"status\":\"success\",\"data\":{\(data)}}".utf8)
  }

  private func mutate(_ bytes: inout [UInt8], using random: inout SeededGenerator) {
    guard !bytes.isEmpty else { return }
    let place = Int.random(in: 0..<bytes.count, using: &random)
    let palette = Array("{}[]\",:\\ntfu0123456789eE+-. ".utf8) + [0xFF, 0x80, 0x1F, 0x0A]
    let byte = palette[Int.random(in: 0..<palette.count, using: &random)]
    switch Int.random(in: 0..<4, using: &random) {
    case 0: bytes[place] = byte
    case 1: bytes.insert(byte, at: place)
    case 2: bytes.remove(at: place)
    default: if Int.random(in: 0..<4, using: &random) == 0 { bytes.removeSubrange(place...) }
    }
  }
}
