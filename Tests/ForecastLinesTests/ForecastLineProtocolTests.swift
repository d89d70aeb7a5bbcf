import Forecasting
import JSON
import Testing
import TimeSeries

@testable import ForecastLines

@Suite struct ForecastLineProtocolTests {
  static func question(
    _ model: ForecastModel = .auto, horizon: Int = 3, levels: String = "0.5,0.90"
  ) throws -> ForecastQuestion {
    var question = ForecastQuestion()
    question.model = model
    question.horizon = .steps(horizon)
    question.levels = try QuantileLevel.list(levels)
    return question
  }

  static func answer(_ line: String, _ question: ForecastQuestion? = nil) throws -> JSONValue {
    var lines = ForecastLineProtocol(try question ?? Self.question())
    let bytes = lines.answer(Array(line.utf8))
    #expect(bytes.last == UInt8(ascii: "\n"))
    #expect(bytes.dropLast().firstIndex(of: UInt8(ascii: "\n")) == nil)
    return try JSONValue.parse(bytes.dropLast())
  }

  @Test func anAnswerHasTheFixedForm() throws {
    let answer = try Self.answer(
      #"{"id":"H1","start":0,"step":3600,"values":[605.0,586.0,null,600,601,599,602],"more":{"a":[1]}}"#
    )
    #expect(answer["id"]?.stringValue == "H1")
    #expect(answer["model"]?.stringValue == "auto")
    #expect(answer["step"]?.doubleValue == 3600)
    let mean = try #require(answer["mean"]?.arrayValue).compactMap(\.doubleValue)
    #expect(mean.count == 3 && mean.allSatisfy { $0 > 585 && $0 < 606 })
    // Keys are as typed.
    #expect(answer["quantiles"]?.objectValue?.keys == ["0.5", "0.90"])
    #expect(answer["quantiles"]?["0.90"]?.arrayValue?.count == 3)
    #expect((answer["models"]?["last_value"]?.doubleValue ?? 0) > 0)
    #expect(answer.objectValue?.keys == ["id", "model", "step", "mean", "quantiles", "models"])
  }

  @Test(arguments: [
    (#"{"id":7,"step":60,"values":[1,2]}"#, JSONValue.integer(7)),
    (#"{"values":[1,2],"step":60,"id":"late"}"#, .string("late")),
    (#"{"step":60,"values":[1,2]}"#, .null), (#"{"id":null,"step":60,"values":[1,2]}"#, .null),
    (#"{"id":"é\"\n","step":0.25,"values":[1,2]}"#, .string("é\"\n")),
  ])
  func theNameComesBackAsItWas(line: String, id: JSONValue) throws {
    let answer = try Self.answer(line)
    #expect(answer["id"] == id)
    #expect(answer["error"] == nil)
  }

  static let refusals: [(line: String, id: JSONValue, says: String)] = [
    ("nonsense", .null, "object"),
    (#"{"id":"a","step":60,"values":[1,2}"#, .string("a"), "column"),
    (#"{"id":"a","step":60,"values":[1,"2"]}"#, .string("a"), "number"),
    (#"{"id":"a","step":60,"values":[1e999]}"#, .string("a"), "column"),
    (#"{"id":"a","step":60,"values":[NaN]}"#, .string("a"), "column"),
    (#"{"id":"a","step":60}"#, .string("a"), "'values' is missing"),
    (#"{"id":"a","values":[1]}"#, .string("a"), "'step' is missing"),
    (#"{"id":"a","step":0,"values":[1]}"#, .string("a"), "0.001"),
    (#"{"id":"a","step":-5,"values":[1]}"#, .string("a"), "0.001"),
    (#"{"id":"a","step":1e300,"values":[1]}"#, .string("a"), "31622400"),
    (#"{"id":"a","start":1e300,"step":60,"values":[1]}"#, .string("a"), "10000"),
    (#"{"id":"a","start":-1e18,"step":60,"values":[1]}"#, .string("a"), "10000"),
    (#"{"id":"a","step":60,"values":[]}"#, .string("a"), "no value is known"),
    (#"{"id":"a","step":60,"values":[null,null]}"#, .string("a"), "no value is known"),
    (#"{"id":{},"step":60,"values":[1]}"#, .null, "'id'"),
    (#"{"id":"a","step":60,"values":[1]} {}"#, .string("a"), "column"),
    (#"[1,2,3]"#, .null, "object"),
    (
      "{\"id\":\"a\",\"step\":60,\"values\":[1," + String(repeating: "[", count: 9999),
      .string("a"), "column"
    ),
    (
      #"{"id":"a","step":60,"values":[1,null,null,null,null,null,null,null,null]}"#, .string("a"),
      "gaps"
    ),
  ]

  @Test(arguments: refusals.indices)
  func whatIsWrongIsSaid(index: Int) throws {
    let (line, id, says) = Self.refusals[index]
    let answer = try Self.answer(line)
    #expect(answer["id"] == id)
    let message = try #require(answer["error"]?.stringValue)
    #expect(message.contains(says), "\(message)")
    #expect(answer.objectValue?.count == 2)
  }

  @Test func refusalsAreCountedAndBlankLinesAreNot() throws {
    var lines = ForecastLineProtocol(try Self.question())
    #expect(lines.answer([]) == [])
    #expect(lines.answer(Array(" \t\r".utf8)) == [])
    #expect(lines.refused == 0)
    _ = lines.answer(Array("{".utf8))
    _ = lines.refuse(ForecastLineError("too long"))
    #expect(lines.refused == 2)
    #expect(!lines.answer(Array(#"{"step":60,"values":[1]}"#.utf8)).isEmpty)
    #expect(lines.refused == 2)
  }

  /// No line teaches anything about the next.
  @Test func answersDoNotDependOnTheLinesBefore() throws {
    var lines = ForecastLineProtocol(try Self.question())
    let line = Array(#"{"id":"a","step":60,"values":[3,1,4,1,5,9,2,6,5,3,5,8,9,7,9]}"#.utf8)
    let first = lines.answer(line)
    _ = lines.answer(Array(#"{"id":"b","step":60,"values":[100,200,300,400,500,600]}"#.utf8))
    #expect(lines.answer(line) == first)
  }

  @Test func anUnknownQuantileIsNull() throws {
    let answer = try Self.answer(#"{"id":"a","step":60,"values":[5]}"#)
    #expect(answer["mean"]?.arrayValue?.map(\.doubleValue) == [5, 5, 5])
    #expect(answer["quantiles"]?["0.5"] == .array([.null, .null, .null]))
  }

  @Test func aModelThatAbstainsIsAnError() throws {
    let answer = try Self.answer(
      #"{"id":"a","step":3600,"values":[1,2,3]}"#, Self.question(.seasonalNaive))
    #expect(
      answer["error"]?.stringValue
        == "seasonal_naive has no answer: no full season of 24 steps is known")
  }

  @Test func seasonsInStepsAreFound() throws {
    var question = try Self.question(.seasonalNaive)
    question.seasons = [.steps(4)]
    let answer = try Self.answer(#"{"step":7,"values":[1,2,3,4,5,6,7,8]}"#, question)
    #expect(answer["mean"]?.arrayValue?.map(\.doubleValue) == [5, 6, 7])
    question.seasons = [.steps(1)]
    #expect(try Self.answer(#"{"step":7,"values":[1,2,3,4]}"#, question)["error"] != nil)
  }

  @Test func aHorizonTooFarIsRefused() throws {
    var question = try Self.question()
    question.horizon = .duration(.seconds(86_400 * 365))
    let answer = try Self.answer(#"{"step":1,"values":[1,2,3,4]}"#, question)
    #expect(answer["error"]?.stringValue?.contains("10000 steps") == true)
  }
}
