import Foundation
import TestSupport
import Testing
import TimeSeries

@testable import Forecasting

/// PromQL's functions against a real Prometheus, on the same samples.
@Suite struct PromQLServerTests {
  static let range = Duration.seconds(1800)
  static let start: Int64 = 1_700_000_000_000

  /// A series with gaps on a 15-second grid: some on it, some with milliseconds of jitter.
  struct Series {
    var name: String
    var samples: [Sample]
  }

  static func series() -> [Series] {
    var random = SeededGenerator(seed: 11)
    let shapes: [(String, (Int) -> Double)] = [
      ("walk", { _ in .nan }), ("constant", { _ in 42.5 }),
      ("large", { 1e12 + 1e3 * Double($0 % 7) }), ("tiny", { 1e-9 * Double(($0 * 37) % 11) }),
      ("counter", { Double($0) * 123.25 }), ("negative", { -50 + sin(Double($0) / 9) * 60 }),
      ("zeros", { $0 % 40 == 0 ? 1 : 0 }),
    ]
    return shapes.enumerated().map { index, shape in
      var level = 100.0
      var samples: [Sample] = []
      for step in 0..<600 {
        level += Double.random(in: -3...3, using: &random)
        // Single gaps, and a long one in the middle.
        if Int.random(in: 0..<5, using: &random) == 0 || (300..<390).contains(step) { continue }
        let jitter = index % 2 == 0 ? 0 : Int64.random(in: 0..<900, using: &random)
        let value = shape.1(step)
        samples.append(
          Sample(
            timestamp: Timestamp(milliseconds: start + Int64(step) * 15_000 + jitter),
            value: value.isNaN ? level : value))
      }
      return Series(name: "m_" + shape.0, samples: samples)
    }
  }

  @Test func equalTheServersAnswers() async throws {
    let all = Self.series()
    var text = ""
    for series in all {
      text += "# TYPE \(series.name) gauge\n"
      for sample in series.samples {
        let milliseconds = sample.timestamp.milliseconds
        let fraction = String(1000 + milliseconds % 1000).dropFirst()
        text += "\(series.name) \(sample.value) \(milliseconds / 1000).\(fraction)\n"
      }
    }
    let server = try await TestPrometheus(openMetrics: text + "# EOF\n")
    defer { server.stop() }
    let version = try await Self.version(server)
    let isOld = version.hasPrefix("2.")
    let boundary: RangeBoundary = isOld ? .leftClosed : .leftOpen
    let smoothing = isOld ? "holt_winters" : "double_exponential_smoothing"
    let questions = [
      "predict_linear({__name__=~'m_.*'}[30m], 600)",
      "predict_linear({__name__=~'m_.*'}[30m], -3600)",
      "\(smoothing)({__name__=~'m_.*'}[30m], 0.3, 0.1)",
      "\(smoothing)({__name__=~'m_.*'}[30m], 0.9, 0.6)",
    ]
    var compared = 0
    for step in Swift.stride(from: 1, to: 720, by: 17) {
      // Some on the grid, where the two boundaries differ, and some off it.
      let moment = Timestamp(
        milliseconds: Self.start + Int64(step) * 15_000 + (step % 2 == 0 ? 0 : 7321))
      for (index, question) in questions.enumerated() {
        let answers = try await Self.ask(server, question, at: moment, by: all.map(\.name))
        for series in all {
          let samples = boundary.select(
            from: series.samples, evaluationTime: moment, range: Self.range)
          let own: Double? =
            switch index {
            case 0: PromQL.predictLinear(samples, evaluationTime: moment, seconds: 600)
            case 1: PromQL.predictLinear(samples, evaluationTime: moment, seconds: -3600)
            case 2:
              PromQL.doubleExponentialSmoothing(samples, smoothingFactor: 0.3, trendFactor: 0.1)
            default:
              PromQL.doubleExponentialSmoothing(samples, smoothingFactor: 0.9, trendFactor: 0.6)
            }
          let theirs = answers[series.name]
          guard let own, let theirs else {
            #expect(own == nil && theirs == nil, "\(question) \(series.name) at step \(step)")
            continue
          }
          #expect(
            abs(own - theirs) <= 1e-9 * max(abs(own), abs(theirs)),
            "\(question) \(series.name) at step \(step): \(own), server \(theirs)")
          compared += 1
        }
      }
    }
    #expect(compared > 1000)
  }

  private static func version(_ server: TestPrometheus) async throws -> String {
    let answer = try await get(server.url + "/api/v1/status/buildinfo")
    let build = try JSONDecoder().decode(BuildAnswer.self, from: Data(answer.body))
    return build.data.version
  }

  /// The server's answers by metric name; functions drop the name, so each series is asked by itself.
  private static func ask(
    _ server: TestPrometheus, _ question: String, at moment: Timestamp, by names: [String]
  ) async throws -> [String: Double] {
    var answers: [String: Double] = [:]
    for name in names {
      let query = question.replacingOccurrences(of: "{__name__=~'m_.*'}", with: name)
      let allowed = CharacterSet.alphanumerics
      let escaped = query.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
      let milliseconds = moment.milliseconds
      let fraction = String(1000 + milliseconds % 1000).dropFirst()
      let answer = try await get(
        "\(server.url)/api/v1/query?query=\(escaped)&time=\(milliseconds / 1000).\(fraction)")
      let decoded = try JSONDecoder().decode(QueryAnswer.self, from: Data(answer.body))
      guard let text = decoded.data.result.first?.value.text else { continue }
      answers[name] = Double(text)
    }
    return answers
  }
}

private struct BuildAnswer: Decodable {
  struct Build: Decodable { var version: String }
  var data: Build
}

private struct QueryAnswer: Decodable {
  struct Point: Decodable {
    var text: String
    init(from decoder: any Decoder) throws {
      var fields = try decoder.unkeyedContainer()
      _ = try fields.decode(Double.self)
      text = try fields.decode(String.self)
    }
  }
  struct Result: Decodable { var value: Point }
  struct Answer: Decodable { var result: [Result] }
  var data: Answer
}
