import Forecasting
import Testing
import TimeSeries

@testable import ForecastLines

/// What people type and see.
@Suite struct ForecastTextTests {
  @Test(arguments: [
    ("24", StepCount.steps(24)), ("1", .steps(1)), ("90m", .duration(.seconds(5400))),
    ("1h30m", .duration(.seconds(5400))), ("0", nil), ("-3", nil), ("", nil), ("1.5h", nil),
    ("abc", nil), ("99999999999999999999", nil),
  ])
  func stepCounts(text: String, expected: StepCount?) {
    #expect(StepCount(text) == expected)
  }

  @Test func stepCountsRoundUp() {
    #expect(StepCount.duration(.seconds(61)).steps(of: .seconds(60)) == 2)
    #expect(StepCount.duration(.seconds(60)).steps(of: .seconds(60)) == 1)
    #expect(StepCount.duration(.seconds(1)).steps(of: .seconds(60)) == 1)
    #expect(StepCount.steps(7).steps(of: .seconds(60)) == 7)
    #expect(StepCount.steps(.max).duration(of: .seconds(60)) == nil)
    #expect(StepCount.steps(3).duration(of: .seconds(60)) == .seconds(180))
  }

  @Test func quantileLevels() throws {
    #expect(try QuantileLevel.list("0.5,.9,0.90").map(\.text) == ["0.5", ".9", "0.90"])
    #expect(try QuantileLevel.list("0.5,0.9").map(\.level) == [0.5, 0.9])
    for wrong in ["", "0", "1", "0.5,", "x", "nan", "-0.1", "0.5,0.5", "90%"] {
      #expect(throws: ForecastLineError.self) { try QuantileLevel.list(wrong) }
    }
  }

  @Test(arguments: [
    (0.0, "0"), (1, "1"), (-1.5, "-1.5"), (1234.567, "1235"), (12.3456, "12.35"),
    (0.012345, "0.01235"), (99999.4, "99999"), (0.99996, "1"), (1e12, "1e12"),
    (-2.5e-7, "-2.5e-7"), (9.9999e12, "1e13"), (.nan, "-"), (.infinity, "-"),
    (123_456_789, "123456789"),
  ])
  func numbers(value: Double, text: String) {
    #expect(shortNumber(value) == text)
  }

  @Test func csvBecomesAGrid() throws {
    let text = "timestamp,value,other\n0,1,9\n60,2,9\n119,3,9\n300,,9\n360,7,9\n"
    let series = try RegularSeries(csv: Array(text.utf8))
    #expect(series.step == .seconds(60))
    #expect(series.values.map { $0.isNaN ? -1 : $0 } == [1, 2, 3, -1, -1, -1, 7])
    let other = try RegularSeries(csv: Array(text.utf8), column: "other", step: .seconds(120))
    #expect(other.values.count == 4)
    for (wrong, says) in [
      ("timestamp,value\n", "no row"), ("", "header"), ("timestamp,value\n5,1\n", "--step"),
      ("timestamp,value\n5,x\n", "line 2"),
      ("timestamp,value\n0,1\n1,1\n2,1\n99999999999,1\n", "steps"),
    ] {
      let error = #expect(throws: ForecastLineError.self) {
        try RegularSeries(csv: Array(wrong.utf8))
      }
      #expect(error?.description.contains(says) == true, "\(String(describing: error))")
    }
    #expect(throws: ForecastLineError("there is no column 'x', only value, other")) {
      try RegularSeries(csv: Array(text.utf8), column: "x")
    }
  }

  static func answer(_ values: [Double], horizon: Int = 30) throws -> (
    RegularSeries, ForecastAnswer
  ) {
    let series = RegularSeries(
      start: Timestamp(milliseconds: 1_700_000_000_000), step: .seconds(60), values: values)
    var question = ForecastQuestion()
    question.horizon = .steps(horizon)
    question.levels = try QuantileLevel.list("0.1,0.9")
    return (series, try question.answer(series))
  }

  @Test func aTableHasARowAStepOrFewer() throws {
    let (_, short) = try Self.answer((0..<50).map { Double($0 % 7) }, horizon: 3)
    let lines = ForecastTable.text(short).split(separator: "\n")
    #expect(lines.count == 5)
    #expect(lines[0].split(separator: " ") == ["time", "ahead", "mean", "q0.1", "q0.9"])
    #expect(lines[1].split(separator: " ").prefix(2) == ["2023-11-14T23:03:20Z", "1m"])
    #expect(lines[4].hasPrefix("model auto: "))
    #expect(lines[4].contains("last_value"))
    let (_, long) = try Self.answer((0..<50).map { Double($0 % 7) }, horizon: 500)
    let rows = ForecastTable.text(long).split(separator: "\n")
    #expect(rows.count < 22)
    #expect(rows[rows.count - 2].contains("8h20m"))
  }

  static let shapes: [(String, [Double])] = [
    ("wave", (0..<300).map { step in 50 + Double(step * 7 % 41) }), ("constant", [5, 5, 5, 5]),
    ("zeros", Array(repeating: 0, count: 99)), ("one value", [3]),
    ("huge", [1e308, -1e308, 1e308]), ("gaps", [1, .nan, .nan, 4, .nan, 6]),
    ("tiny", [1e-300, 2e-300, 1e-300]), ("negative", [-5, -7, -6, -5]),
  ]

  @Test(arguments: shapes.indices)
  func aChartFitsItsWidth(index: Int) throws {
    let (name, values) = Self.shapes[index]
    for (width, horizon) in [(40, 1), (80, 30), (100, 500), (7, 3), (5000, 3)] {
      let (series, answer) = try Self.answer(values, horizon: horizon)
      let chart = ForecastChart(width: width, height: 10, usesColor: false)
      let text = chart.text(series, answer)
      #expect(!text.contains("\u{1B}"))
      let lines = text.split(separator: "\n").dropLast()
      #expect(lines.allSatisfy { $0.count <= min(max(width, 40), 400) }, "\(name)")
      #expect(lines.count == 11 || text.hasPrefix("the values are too far apart"), "\(name)")
    }
  }

  @Test func aChartShowsHistoryForecastAndBand() throws {
    let (series, answer) = try Self.answer((0..<200).map { 50 + Double(($0 * 7) % 41) })
    let plain = ForecastChart(width: 80, usesColor: false).text(series, answer)
    #expect(plain.contains("░"))
    #expect(plain.unicodeScalars.contains { (0x2801...0x28FF).contains($0.value) })
    #expect(plain.contains("band from quantile 0.1 to 0.9"))
    let colored = ForecastChart(width: 80, usesColor: true).text(series, answer)
    #expect(colored.contains("\u{1B}[36m"))
    var stripped = colored
    for code in ["\u{1B}[36m", "\u{1B}[2;36m", "\u{1B}[0m"] {
      while let range = stripped.firstRange(of: code) { stripped.removeSubrange(range) }
    }
    #expect(
      stripped.split(separator: "\n").map { $0.filter { $0 != " " } }
        == plain.split(separator: "\n").map { $0.filter { $0 != " " } })
  }
}
