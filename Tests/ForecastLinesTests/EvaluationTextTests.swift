import Forecasting
import Foundation
import Testing
import TimeSeries

@testable import ForecastLines

/// Evaluations and patterns as people and programs read them.
@Suite struct EvaluationTextTests {
  private static let step = Duration.seconds(300)

  /// A sawtooth of a day with a weekend that is lower.
  private static func series(_ days: Int) -> RegularSeries {
    RegularSeries(
      // A Monday, at midnight.
      start: Timestamp(milliseconds: 1_699_833_600_000), step: step,
      values: (0..<days * 288).map { place in
        let weekday = place / 288 % 7
        return Double(place % 288) * (weekday < 5 ? 1 : 0.5) + 10
      })
  }

  private static func question(_ horizons: [String] = []) throws -> EvaluationQuestion {
    var question = EvaluationQuestion()
    question.models = [.seasonalNaive, .movingAverage]
    question.horizons = try horizons.map { try #require(StepCount($0)) }
    question.question.levels = try QuantileLevel.list("0.5,0.9")
    question.question.seasons = [.duration(.seconds(86_400))]
    return question
  }

  @Test func aLineHoldsEveryScore() throws {
    let evaluation = try Self.question(["15m", "1h"]).answer(Self.series(5))
    let bytes = EvaluationLine.bytes(evaluation, step: Self.step, id: "a")
    #expect(bytes.last == UInt8(ascii: "\n"))
    let line = try #require(
      JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    #expect(line["id"] as? String == "a")
    #expect(line["steps"] as? Int == 1440)
    #expect(line["held_back"] as? Int == 576)
    let scores = try #require(line["evaluation"] as? [[String: Any]])
    // Two horizons, each as value and as maximum, of three models.
    #expect(scores.count == 12)
    #expect(Set(scores.compactMap { $0["model"] as? String }).count == 3)
    #expect(
      scores.compactMap { $0["horizon_seconds"] as? Double }
        == [900, 900, 900, 3600, 3600, 3600, 900, 900, 900, 3600, 3600, 3600])
    let quantiles = try #require(scores[0]["quantiles"] as? [[String: Any]])
    #expect(quantiles.map { $0["level"] as? Double } == [0.5, 0.9])
    #expect(scores[0]["scaled_error"] as? Double == 1)
  }

  @Test(arguments: [
    (#"{"id":"a b","step":60,"values":[1]}"#, "a b"),
    (#"{"id":"a\u001b[2J\nb\u009b","step":60,"values":[1]}"#, "a\u{FFFD}[2J\u{FFFD}b\u{FFFD}"),
    (#"{"id":7,"step":60,"values":[1]}"#, "7"),
    (#"{"step":60,"values":[1]}"#, "(no id)"),
  ])
  func namesForPeopleCommandNoTerminal(line: String, name: String) {
    var lines = ForecastLineProtocol(ForecastQuestion())
    guard case .series(_, let id) = lines.read(Array(line.utf8)) else {
      Issue.record("the line was not read")
      return
    }
    #expect(id.description == name)
  }

  @Test func theTableRanksModelsAndTheChartMarksTheLastValue() throws {
    let evaluation = try Self.question(["15m"]).answer(Self.series(5))
    let table = EvaluationTable.text(evaluation, step: Self.step)
    let rows = table.split(separator: "\n")
    #expect(rows[0].hasPrefix("target"))
    #expect(rows[1].hasPrefix("in 15m      "))
    #expect(rows[4].hasPrefix("max in 15m"))
    #expect(table.contains("576 of 1440 steps were held back."))
    let chart = EvaluationTable.chart(evaluation, step: Self.step)
    #expect(chart.hasPrefix("in 15m, error over the last value's\n"))
    #expect(chart.contains("│"))
    for line in chart.split(separator: "\n") { #expect(line.count <= 100) }
  }

  @Test func withoutHorizonsTheyFollowFromTheStep() throws {
    let fine = try Self.question().answer(Self.series(5))
    #expect(fine.targets.map(\.steps) == [1, 3, 6, 12, 1, 3, 6, 12])
    let hourly = RegularSeries(
      start: Timestamp(milliseconds: 0), step: .seconds(3600),
      values: (0..<240).map { Double($0 % 24) })
    #expect(try Self.question().answer(hourly).targets.map(\.steps) == [1, 2, 6, 24, 1, 2, 6, 24])
  }

  @Test(arguments: [
    (EvaluationQuestion.HeldBack.share(0.001), "too few for a horizon"),
    (.length(.steps(1440)), "at least 16 are needed before them"),
    (.length(.duration(.seconds(600))), "too few for a horizon"),
  ])
  func whatDoesNotFitIsAnError(heldBack: EvaluationQuestion.HeldBack, complaint: String) throws {
    var question = try Self.question(["15m"])
    question.heldBack = heldBack
    do {
      _ = try question.answer(Self.series(5))
      Issue.record("it was evaluated")
    } catch {
      #expect(error.description.contains(complaint), "\(error)")
    }
  }

  @Test func patternsAreToldAndWritten() throws {
    let report = try #require(PatternReport(of: Self.series(21)))
    let text = PatternText.text(report)
    for part in [
      "daily profile", "weekly profile", "Saturday", "peak hours", "23:00", "low hours",
      "maintenance window", "season", "reliability",
    ] {
      #expect(text.contains(part), "\(part)")
    }
    let line = try #require(
      JSONSerialization.jsonObject(with: Data(PatternLine.bytes(report, id: "a")))
        as? [String: Any])
    let patterns = try #require(line["patterns"] as? [String: Any])
    let daily = try #require(patterns["daily"] as? [String: Any])
    #expect((daily["means"] as? [Double])?.count == 24)
    let weekly = try #require(patterns["weekly"] as? [String: Any])
    #expect((weekly["means"] as? [Double])?.count == 168)
    let strengths = try #require(patterns["strengths"] as? [String: Double])
    #expect(strengths["daily"] == daily["reliability"] as? Double)
    #expect(strengths.values.allSatisfy { (0...1).contains($0) })
  }

  @Test func patternsOfLittleSayWhatIsMissing() throws {
    let report = try #require(
      PatternReport(
        of: RegularSeries(start: Timestamp(milliseconds: 0), step: Self.step, values: [1, 2])))
    let text = PatternText.text(report)
    #expect(text.contains("too little is known"))
    #expect(text.contains("none above two standard deviations"))
    let line = try #require(
      JSONSerialization.jsonObject(with: Data(PatternLine.bytes(report, id: "a")))
        as? [String: Any])
    let patterns = try #require(line["patterns"] as? [String: Any])
    for key in ["daily", "weekly", "spikes", "trend"] { #expect(patterns[key] is NSNull, "\(key)") }
  }
}
