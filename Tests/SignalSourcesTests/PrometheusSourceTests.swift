import Configuration
import Glibc
import SignalSources
import Synchronization
import TestSupport
import Testing
import TimeSeries

@Suite struct PrometheusSourceTests {
  struct AnswerCase: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var body: String
    var reduce: Reduction?
    /// The value as text, or the outcome where there is none.
    var expected: String

    init(_ name: String, _ body: String, reduce: Reduction? = nil, _ expected: String) {
      testDescription = name
      self.body = body
      self.reduce = reduce
      self.expected = expected
    }
  }

  static let histogram =
    #"[{"metric":{},"histogram":[1700000000,{"count":"1","sum":"1","buckets":[]}]}]"#

  @Test(arguments: [
    AnswerCase("one series", vector("2.5"), "2.5"),
    AnswerCase("zero is a number", vector("0"), "0.0"),
    AnswerCase("below zero", vector("-3e2"), "-300.0"),
    AnswerCase("a scalar", success("scalar", #"[1700000000,"7"]"#), "7.0"),
    AnswerCase("no series", vector(), "absent"),
    AnswerCase("no series to reduce", vector(), reduce: .sum, "absent"),
    AnswerCase("NaN", vector("NaN"), "absent"),
    AnswerCase("+Inf", vector("+Inf"), "absent"),
    AnswerCase("-Inf", vector("-Inf"), "absent"),
    AnswerCase("a scalar NaN", success("scalar", #"[1700000000,"NaN"]"#), "absent"),
    AnswerCase("several series", vector("1", "2"), "several_series"),
    AnswerCase("sum", vector("1", "2", "6"), reduce: .sum, "9.0"),
    AnswerCase("max", vector("1", "6", "2"), reduce: .max, "6.0"),
    AnswerCase("min", vector("3", "1", "2"), reduce: .min, "1.0"),
    AnswerCase("avg", vector("1", "2", "6"), reduce: .avg, "3.0"),
    AnswerCase("one series to reduce", vector("4"), reduce: .avg, "4.0"),
    AnswerCase("one of several is NaN", vector("1", "NaN"), reduce: .max, "absent"),
    AnswerCase("a sum that overflows", vector("1.7e308", "1.7e308"), reduce: .sum, "absent"),
    AnswerCase("a string", success("string", #"[1700000000,"up"]"#), "query"),
    AnswerCase("a matrix", success("matrix", "[]"), "query"),
    AnswerCase("a native histogram", success("vector", histogram), "query"),
    AnswerCase("a native histogram to reduce", success("vector", histogram), reduce: .sum, "query"),
    AnswerCase("an unknown type", success("table", "[]"), "malformed"),
    AnswerCase("no JSON", "<html>", "malformed"),
    AnswerCase("nothing", "", "malformed"),
    AnswerCase("half an answer", String(vector("2.5").dropLast(9)), "malformed"),
    AnswerCase("a value that is no text", success("scalar", "[1700000000,7]"), "malformed"),
    AnswerCase("a success that is an error", #"{"status":"error","error":"why"}"#, "query"),
  ])
  func answers(_ answer: AnswerCase) async throws {
    let server = try FaultyServer { _ in .bytes(FaultyServer.http(200, answer.body)) }
    defer { server.stop() }
    let source = prometheusSource(server.url, [.query("a+b", reduce: answer.reduce)])
    let result = await source.fetch(now: someMoment)
    let reading = try #require(result.readings.first)
    #expect((reading.number.map { "\($0)" } ?? reading.outcome) == answer.expected)
    #expect(result.isUp == (answer.expected != "malformed"))
    if reading.number != nil { #expect(reading.moment == someMoment) }
    if reading.number == nil { #expect(!reading.message.isEmpty) }
  }

  struct FaultCase: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var answer: FaultyServer.Answer
    var reason: SourceError.Reason
    var words: String
    var isUp = false
  }

  static func error(_ status: Int, _ type: String, _ words: String) -> FaultyServer.Answer {
    .bytes(
      FaultyServer.http(
        status, #"{"status":"error","errorType":"\#(type)","error":"\#(words)"}"#))
  }

  static func plain(_ status: Int) -> FaultyServer.Answer {
    .bytes(FaultyServer.http(status, "no", type: "text/plain"))
  }

  @Test(arguments: [
    FaultCase(
      testDescription: "bad query", answer: error(400, "bad_data", "parse error at char 3"),
      reason: .query, words: "bad_data: parse error at char 3", isUp: true),
    FaultCase(
      testDescription: "execution", answer: error(422, "execution", "many-to-many matching"),
      reason: .query, words: "many-to-many", isUp: true),
    FaultCase(
      testDescription: "VictoriaMetrics' numbers as types", answer: error(422, "422", "no such"),
      reason: .query, words: "no such", isUp: true),
    FaultCase(
      testDescription: "400 without words", answer: plain(400), reason: .status, words: "400"),
    FaultCase(
      testDescription: "401", answer: plain(401), reason: .authentication, words: "401"),
    FaultCase(
      testDescription: "403 with words", answer: error(403, "bad_data", "not for you"),
      reason: .authentication, words: "not for you"),
    FaultCase(
      testDescription: "404", answer: plain(404), reason: .status, words: "path of the url"),
    FaultCase(
      testDescription: "429", answer: error(429, "too_many_requests", "rate limit"),
      reason: .unavailable, words: "rate limit"),
    FaultCase(
      testDescription: "500", answer: error(500, "internal", "disk on fire"), reason: .status,
      words: "disk on fire"),
    FaultCase(testDescription: "503", answer: plain(503), reason: .unavailable, words: "503"),
    FaultCase(
      testDescription: "503 for a slow query", answer: error(503, "timeout", "query timed out"),
      reason: .timeout, words: "query timed out"),
    FaultCase(testDescription: "504", answer: plain(504), reason: .unavailable, words: "504"),
    FaultCase(
      testDescription: "302",
      answer: .bytes(
        Array("HTTP/1.1 302 Found\r\nLocation: /login\r\nContent-Length: 0\r\n\r\n".utf8)),
      reason: .status, words: "redirects are not followed"),
    FaultCase(
      testDescription: "10 MB of garbage",
      answer: .bytes(FaultyServer.http(200, String(repeating: "garbage ", count: 1_250_000))),
      reason: .tooLarge, words: "more than 8388608 bytes"),
    FaultCase(
      testDescription: "1 MB of garbage",
      answer: .bytes(FaultyServer.http(200, String(repeating: "[", count: 1_000_000))),
      reason: .malformed, words: "Prometheus' API"),
    FaultCase(
      testDescription: "cut off",
      answer: .bytes(Array(FaultyServer.http(200, vector("1")).dropLast(20))),
      reason: .connection, words: "ended before"),
    FaultCase(testDescription: "reset", answer: .reset, reason: .connection, words: "127.0.0.1"),
    FaultCase(
      testDescription: "not HTTP", answer: .bytes(Array("+PONG\r\n".utf8)), reason: .malformed,
      words: "not HTTP"),
  ])
  func faults(_ fault: FaultCase) async throws {
    let server = try FaultyServer { _ in fault.answer }
    defer { server.stop() }
    let source = prometheusSource(server.url, [.query("a+b", reduce: nil)])
    let result = await source.fetch(now: someMoment)
    let error = try #require(result.readings.first?.error)
    #expect(error.reason == fault.reason)
    #expect(error.message.contains(fault.words), "\(error.message)")
    #expect(error.message.count < 500)
    #expect(result.isUp == fault.isUp)
    await #expect(throws: SourceError.self) {
      try await source.backfill(
        query: 0, from: someMoment, through: someMoment, step: .seconds(15))
    }
  }

  @Test func answersAfterTheDeadline() async throws {
    let silent = try FaultyServer { _ in .hang }
    let slow = try FaultyServer { _ in
      .slowly(
        FaultyServer.http(200, vector("1") + String(repeating: " ", count: 80_000)),
        pause: .milliseconds(50))
    }
    defer {
      silent.stop()
      slow.stop()
    }
    for server in [silent, slow] {
      let source = prometheusSource(
        server.url, [.query("a", reduce: nil), .query("a+b", reduce: nil)],
        timeout: .milliseconds(200))
      let result = await source.fetch(now: someMoment)
      #expect(result.readings.map(\.outcome) == ["timeout", "timeout"])
      #expect(!result.isUp)
    }
  }

  @Test func nobodyListens() async throws {
    let port = try freePort()
    let source = prometheusSource("http://127.0.0.1:\(port)", [.query("a", reduce: nil)])
    let result = await source.fetch(now: someMoment)
    #expect(result.readings.map(\.outcome) == ["connection"])
    #expect(!result.isUp)
  }

  @Test func everyQueryIsInFlightBeforeAnyIsAnswered() async throws {
    let arrived = Mutex(0)
    let server = try FaultyServer { _ in
      arrived.withLock { $0 += 1 }
      // Answers only once all are there: a source that asks one after another never gets here.
      while arrived.withLock({ $0 }) < 12 { usleep(1000) }
      return .bytes(FaultyServer.http(200, vector("1")))
    }
    defer { server.stop() }
    let source = prometheusSource(
      server.url, (0..<12).map { .query("a+\($0)", reduce: nil) })
    let readings = await source.fetch(now: someMoment).readings
    #expect(readings.map(\.number) == Array(repeating: 1, count: 12))
  }

  @Test func readingsComeInTheOrderOfQueriesAndOneFailsAlone() async throws {
    let server = try FaultyServer { request in
      switch request.split(separator: "query=").last?.prefix(3) {
      case "1%2": Self.error(400, "bad_data", "no")
      case "2%2": .bytes(FaultyServer.http(200, vector("20")))
      case "3%2": .reset
      default: .bytes(FaultyServer.http(200, vector("99")))
      }
    }
    defer { server.stop() }
    let source = prometheusSource(
      server.url,
      [
        .query("1+1", reduce: nil), .query("2+1", reduce: nil), .query("3+1", reduce: nil),
        .list(key: "jobs"), .query("4+1", reduce: nil),
      ])
    let result = await source.fetch(now: someMoment)
    #expect(
      result.readings.map(\.outcome) == ["query", "value", "connection", "settings", "value"])
    #expect(result.readings[1].number == 20)
    #expect(result.readings[4].number == 99)
    #expect(result.isUp)
  }

  @Test func settingsThatCannotBeSentAreNoSignOfLife() async {
    var access = HTTPAccessSettings()
    access.tls.keyFile = "/nowhere/key.pem"
    let source = prometheusSource(
      "https://127.0.0.1:1", [.query("a", reduce: nil)], access: access)
    let result = await source.fetch(now: someMoment)
    #expect(result.readings.map(\.outcome) == ["settings"])
    #expect(!result.isUp)
  }

  @Test func formsGoByPostToAnyBasePath() async throws {
    let server = try FaultyServer { _ in .bytes(FaultyServer.http(200, vector("1"))) }
    defer { server.stop() }
    for (base, path) in [
      ("", "/api/v1/query"), ("/", "/api/v1/query"),
      ("/prometheus/", "/prometheus/api/v1/query"),
      ("/a/b?tenant=x", "/a/b/api/v1/query?tenant=x"),
    ] {
      _ = await prometheusSource(server.url + base, [.query("a+b", reduce: nil)])
        .reading(now: Timestamp(milliseconds: 1_700_000_000_250))
      let request = try #require(server.requests.last)
      #expect(request.hasPrefix("POST \(path) HTTP/1.1\r\n"))
      #expect(request.contains("Content-Type: application/x-www-form-urlencoded\r\n"))
      #expect(request.hasSuffix("query=a%2Bb&time=1700000000.25&timeout=5m"))
    }
  }

  // MARK: Age

  @Test(arguments: [
    ("requests", true), (#"requests{job=~"a|b"}"#, true), ("sum(requests)", false),
    ("rate(requests[1m])", false), ("1", false),
  ])
  func timestampsAreAskedOfPlainSelectorsAlone(_ query: String, _ asks: Bool) async throws {
    let server = try FaultyServer { request in
      let isAge = request.contains("query=timestamp%28")
      return .bytes(FaultyServer.http(200, vector(isAge ? "1699999970.5" : "4")))
    }
    defer { server.stop() }
    let source = prometheusSource(server.url, [.query(query, reduce: nil)])
    let age: Duration = asks ? .milliseconds(29_500) : .zero
    #expect(await source.reading() == .value(4, at: someMoment - age))
    #expect(server.requests.count == (asks ? 2 : 1))
  }

  @Test func theOldestOfSeveralSeriesSaysTheAge() async throws {
    let server = try FaultyServer { request in
      let isAge = request.contains("timestamp%28")
      return .bytes(
        FaultyServer.http(
          200, isAge ? vector("1699999990", "1699999940", "1699999999") : vector("1", "2", "3")))
    }
    defer { server.stop() }
    let source = prometheusSource(server.url, [.query("a", reduce: .sum)])
    #expect(await source.reading() == .value(6, at: someMoment - .seconds(60)))
  }

  @Test func aValueWhoseAgeCannotBeAskedIsNotTakenForFresh() async throws {
    for (answer, expected) in [
      (Self.plain(503), "unavailable"), (.reset, "connection"),
      // The server answers that it cannot tell: the value counts as of the evaluation.
      (Self.error(400, "bad_data", "unknown function"), "value"),
      (.bytes(FaultyServer.http(200, vector())), "value"),
    ] as [(FaultyServer.Answer, String)] {
      let server = try FaultyServer { request in
        request.contains("timestamp%28") ? answer : .bytes(FaultyServer.http(200, vector("4")))
      }
      defer { server.stop() }
      let reading = await prometheusSource(server.url, [.query("a", reduce: nil)]).reading()
      #expect(reading?.outcome == expected)
      if expected == "value" {
        #expect(reading == .value(4, at: someMoment))
      } else {
        #expect(reading?.message.hasPrefix("the value's age cannot be asked for") == true)
      }
    }
  }

  // MARK: Past

  static func matrix(_ series: [[(Int, String)]]) -> String {
    let list = series.map { samples in
      let values = samples.map { #"[\#(1_700_000_000 + $0.0),"\#($0.1)"]"# }
      return #"{"metric":{},"values":[\#(values.joined(separator: ","))]}"#
    }
    return success("matrix", "[\(list.joined(separator: ","))]")
  }

  static func past(_ body: String, _ reduce: Reduction?) async throws -> [String] {
    let server = try FaultyServer { _ in .bytes(FaultyServer.http(200, body)) }
    defer { server.stop() }
    return try await prometheusSource(server.url, [.query("a", reduce: reduce)])
      .backfill(
        query: 0, from: someMoment, through: someMoment + .seconds(30), step: .seconds(15)
      )
      .map { "\(($0.timestamp - someMoment).milliseconds / 1000)=\($0.value)" }
  }

  @Test func momentsThatAreNotKnownAreLeftOut() async throws {
    let one = Self.matrix([[(0, "1"), (15, "NaN"), (30, "+Inf")]])
    #expect(try await Self.past(one, nil) == ["0=1.0"])
    #expect(try await Self.past(Self.matrix([]), nil) == [])
  }

  @Test func momentsThatWereNotAskedForAreLeftOut() async throws {
    let wide = [(-15, "1"), (0, "2"), (30, "3"), (45, "4")]
    #expect(try await Self.past(Self.matrix([wide]), nil) == ["0=2.0", "30=3.0"])
    #expect(try await Self.past(Self.matrix([wide, wide]), .sum) == ["0=4.0", "30=6.0"])
  }

  @Test func severalSeriesAreReducedMomentByMoment() async throws {
    let two = Self.matrix([[(0, "1"), (15, "2"), (30, "3")], [(15, "10"), (30, "NaN")]])
    #expect(try await Self.past(two, .sum) == ["0=1.0", "15=12.0"])
    #expect(try await Self.past(two, .avg) == ["0=1.0", "15=6.0"])
    #expect(try await Self.past(two, .min) == ["0=1.0", "15=2.0"])
    // Without reduce a moment is known where one series is alone, as in an instant query.
    #expect(try await Self.past(two, nil) == ["0=1.0"])
    let relay = Self.matrix([[(0, "1")], [(15, "2"), (30, "3")]])
    #expect(try await Self.past(relay, nil) == ["0=1.0", "15=2.0", "30=3.0"])
  }

  @Test func pastsThatAreNoNumbersAreErrors() async throws {
    let both = Self.matrix([[(0, "1")], [(0, "2")]])
    let histogram =
      #"[{"metric":{},"histograms":[[1700000000,{"count":"1","sum":"1","buckets":[]}]]}]"#
    for (body, reason) in [
      (both, SourceError.Reason.severalSeries), (success("matrix", histogram), .query),
      (vector("1"), .malformed), ("{", .malformed),
      (Self.matrix([[(15, "1"), (0, "2")]]), .malformed),
    ] {
      let error = await #expect(throws: SourceError.self) { try await Self.past(body, nil) }
      #expect(error?.reason == reason)
    }
  }

  @Test func pastsThatAreTooLongAreAskedForInHalves() async throws {
    let spans = Mutex<[(Double, Double)]>([])
    let server = try FaultyServer { request in
      let fields = Dictionary(
        request.split(separator: "\r\n\r\n").last!.split(separator: "&").map {
          let pair = $0.split(separator: "=")
          return (String(pair[0]), String(pair[1]))
        }, uniquingKeysWith: { $1 })
      let start = Double(fields["start"]!)!
      let end = Double(fields["end"]!)!
      guard end - start < 60 else {
        return .bytes(FaultyServer.http(200, String(repeating: " ", count: 8_500_000)))
      }
      spans.withLock { $0.append((start - 1_700_000_000, end - 1_700_000_000)) }
      let values = stride(from: start, through: end, by: 15).map { #"[\#($0),"1"]"# }
      return .bytes(
        FaultyServer.http(
          200, success("matrix", #"[{"metric":{},"values":[\#(values.joined(separator: ","))]}]"#))
      )
    }
    defer { server.stop() }
    let samples = try await prometheusSource(server.url, [.query("a", reduce: .sum)]).backfill(
      query: 0, from: someMoment, through: someMoment + .seconds(100), step: .seconds(15))
    #expect(samples.map(\.timestamp) == (0...6).map { someMoment + .seconds($0 * 15) })
    #expect(spans.withLock { $0.map(\.0) } == [0, 45])
  }
}
