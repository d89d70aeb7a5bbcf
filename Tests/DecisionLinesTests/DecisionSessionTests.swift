import DecisionLines
import JSON
import Scaling
import Sizing
import Testing

/// The lines of `outrider decide`.
struct DecisionSessionTests {
  private static let hello =
    #"{"hello":{"tick_s":15,"control_s":15,"startup_s":60,"capacity":10,"min":2,"max":30,"trace_start":0,"lag_ticks":0}}"#

  private func session() -> DecisionSession { DecisionSession(DecisionSession.Settings()) }

  private func desired(_ answer: [UInt8]?) throws -> Int? {
    guard let answer else { return nil }
    #expect(answer.last == UInt8(ascii: "\n"))
    guard case .object(let object) = try JSONValue.parse(answer) else { return nil }
    return object["desired"]?.intValue
  }

  @Test func onlyWhatAsksIsAnswered() throws {
    var session = session()
    #expect(try session.take(Array(Self.hello.utf8)) == nil)
    #expect(try session.take(Array(#"{"warmup":true,"t":1000,"load":80.5}"#.utf8)) == nil)
    let answer = try session.take(Array(#"{"t":1015,"load":80,"ready":3,"pending":1}"#.utf8))
    // Nine and a quarter more, until there is a forecast.
    #expect(try desired(answer) == 12)
    #expect(
      String(decoding: answer ?? [], as: UTF8.self)
        == #"{"t":1015,"desired":12,"reason":"present","confidence":null}"# + "\n")
  }

  @Test func aPolicyDecidesInThePromisesStead() throws {
    var settings = DecisionSession.Settings()
    settings.rule = .thresholds(.conservative)
    var session = DecisionSession(settings)
    _ = try session.take(Array(Self.hello.utf8))
    func ask(_ time: Int, _ load: String, _ ready: Int) throws -> Int? {
      try desired(
        session.take(Array(#"{"t":\#(time),"load":\#(load),"ready":\#(ready),"pending":0}"#.utf8)))
    }
    #expect(try ask(15, "null", 4) == 4)
    #expect(try ask(30, "35", 4) == 5, "0.875 of full is above 0.8")
    #expect(try ask(45, "50", 5) == 5, "the cooldown lasts five minutes")
    #expect(try ask(330, "50", 5) == 6)
    #expect(try ask(345, "null", 6) == 6)
  }

  @Test func limitsHold() throws {
    var session = session()
    _ = try session.take(Array(Self.hello.utf8))
    #expect(try desired(session.take(Array(#"{"t":15,"load":0,"ready":0,"pending":0}"#.utf8))) == 3)
    #expect(
      try desired(session.take(Array(#"{"t":30,"load":1e9,"ready":0,"pending":0}"#.utf8))) == 30)
  }

  @Test func whatIsNotKnownHolds() throws {
    var session = session()
    _ = try session.take(Array(Self.hello.utf8))
    for tick in 1...2000 {
      _ = try session.take(Array(#"{"warmup":true,"t":\#(tick * 15),"load":100}"#.utf8))
    }
    let held = try session.take(Array(#"{"t":30015,"load":null,"ready":25,"pending":0}"#.utf8))
    #expect(try desired(held) == 25)
    #expect(String(decoding: held ?? [], as: UTF8.self).contains(#""reason":"held""#))
    // Several loads at once, and a gap before them.
    let late = #"{"t":30300,"load":100,"loads":[100,null,100],"ready":25,"pending":0}"#
    let next = try #require(try desired(session.take(Array(late.utf8))))
    #expect((10...25).contains(next))
  }

  @Test(arguments: [
    ("{", "JSON object"), ("[]", "JSON object"), (#"{"load":1}"#, "`t`"),
    (#"{"t":1,"load":-1}"#, "`load`"), (#"{"t":1,"load":"x"}"#, "`load`"),
    (#"{"t":1,"load":1,"ready":-1}"#, "`ready`"), (#"{"t":1,"load":1,"loads":[]}"#, "`loads`"),
    (#"{"hello":1}"#, "`hello`"), (#"{"hello":{"capacity":0}}"#, "`hello.capacity`"),
    (#"{"hello":{"min":5,"max":2}}"#, "`hello.max`"),
    (#"{"t":1,"load":1,"ready":1}"#, "`capacity`"),
  ])
  func aLineThatSaysNothingChangesNothing(_ line: String, _ part: String) throws {
    var session = session()
    let error = #expect(throws: DecisionLineError.self) { _ = try session.take(Array(line.utf8)) }
    #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
    if let error {
      #expect(
        String(decoding: session.refusal(error), as: UTF8.self).hasPrefix(#"{"error":"line 1: "#))
    }
  }

  @Test func timeGoesOn() throws {
    var session = session()
    _ = try session.take(Array(Self.hello.utf8))
    _ = try session.take(Array(#"{"t":100,"load":1,"ready":1,"pending":0}"#.utf8))
    let error = #expect(throws: DecisionLineError.self) {
      _ = try session.take(Array(#"{"t":100,"load":1,"ready":1,"pending":0}"#.utf8))
    }
    #expect(error?.description.contains("after 100") == true)
    #expect(throws: DecisionLineError.self) { _ = try session.take(Array(Self.hello.utf8)) }
    #expect(try session.take(Array(#"{"t":115,"load":1,"ready":1,"pending":0}"#.utf8)) != nil)
  }
}
