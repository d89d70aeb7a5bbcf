import Configuration
import SignalSources
import TestSupport
import Testing
import TimeSeries

@Suite struct ReplaySourceTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  /// A trace of two columns, one row a minute from `someMoment` on; a gap in the first column at the third row, and no rows from the sixth minute to the twelfth.
  private static let trace = """
    time,load,ready
    1700000000,10,1
    1700000060,20,2
    1700000120,,3
    1700000180,40,4
    1700000240,50,5
    1700000300,60,6
    1700000780,140,14
    """

  private func source(
    _ text: String = trace, start: Duration = .zero, loop: Bool = false,
    queries: [SignalSelector] = [.column("load"), .column("ready")]
  ) throws(SourceError) -> ReplaySource {
    do {
      var settings = ReplaySettings(file: try folder.write(text, to: "trace.csv"))
      settings.start = start
      settings.loop = loop
      return try ReplaySource(name: "trace", settings: settings, queries: queries)
    } catch let error as SourceError {
      throw error
    } catch {
      throw SourceError(.malformed, "the test cannot write: \(error)")
    }
  }

  private func at(_ seconds: Int) -> Timestamp { someMoment + .seconds(seconds) }

  @Test func valuesHoldUntilTheNextRow() async throws {
    let source = try source()
    #expect(source.origin == someMoment)
    #expect(
      await source.fetch(now: at(0)).readings == [.value(10, at: at(0)), .value(1, at: at(0))])
    #expect(
      await source.fetch(now: at(119)).readings == [.value(20, at: at(60)), .value(2, at: at(60))])
    let gap = await source.fetch(now: at(130))
    #expect(gap.readings.map(\.outcome) == ["absent", "value"])
    #expect(gap.isUp)
  }

  @Test func aValueHoldsForThreeStepsAtMost() async throws {
    let source = try source()
    #expect(await source.reading(now: at(480))?.number == 60)
    #expect(await source.reading(now: at(481))?.message == "the trace has a gap")
    #expect(await source.reading(now: at(780))?.number == 140)
    #expect(await source.reading(now: at(960))?.number == 140)
    #expect(await source.reading(now: at(961))?.message == "the trace has ended")
    #expect(await source.reading(now: at(-1))?.message == "the trace has not begun")
  }

  @Test func aLoopBeginsAnewOneStepAfterItsLastRow() async throws {
    let source = try source(loop: true)
    // 780 s and one step of 60 s.
    for round in 0..<3 {
      let start = 840 * round
      #expect(
        await source.reading(now: at(start + 65)) == .value(20, at: at(start + 60)))
      #expect(await source.reading(now: at(start + 839)) == .value(140, at: at(start + 780)))
      #expect(await source.reading(now: at(start + 130))?.outcome == "absent")
    }
    #expect(await source.reading(now: at(-1))?.outcome == "absent")
  }

  @Test func theFarEndsOfTimeAreNoTrap() async throws {
    let source = try source(loop: true)
    for moment in [Int64.min, .max] {
      let reading = try #require(
        await source.reading(now: Timestamp(milliseconds: moment)))
      #expect(reading.error == nil)
    }
    let wide = try self.source(
      "t,a\n-9000000000000000,1\n9000000000000000,2\n", loop: true, queries: [.column("a")])
    let past = try await wide.backfill(
      query: 0, from: Timestamp(milliseconds: .max) - .seconds(1),
      through: Timestamp(milliseconds: .max), step: .zero)
    #expect(past.count < 1002)
    #expect(await wide.reading()?.number == 1)
  }

  @Test func playingBeginsAtTheStart() async throws {
    let source = try source(start: .seconds(180))
    #expect(source.origin == at(180))
    let past = try await source.backfill(
      query: 0, from: at(-3600), through: at(165), step: .seconds(15))
    #expect(past.first == Sample(timestamp: at(0), value: 10))
    #expect(past.last == Sample(timestamp: at(105), value: 20))
    #expect(past.count == 8)
  }

  @Test func thePastGoesRoundTheLoop() async throws {
    let source = try source(loop: true)
    let past = try await source.backfill(
      query: 1, from: at(780), through: at(960), step: .seconds(60))
    #expect(past.map(\.value) == [14, 1, 2, 3])
    #expect(past.map(\.timestamp) == [780, 840, 900, 960].map(at))
  }

  @Test func thePastStaysOnItsGrid() async throws {
    let past = try await source().backfill(
      query: 0, from: at(-37), through: at(70), step: .seconds(25))
    #expect(past.map(\.timestamp) == [13, 38, 63].map(at))
    #expect(past.map(\.value) == [10, 10, 20])
  }

  @Test func whatCannotBePlayed() {
    for (text, start, words) in [
      ("time,load\n1,2\n", Duration.zero, "one row"),
      ("time,load\n1,2\n0,3\n", .zero, "line 3"),
      ("time,load\n1,2\nx,3\n", .zero, "line 3"),
      ("", .zero, "header"),
      (Self.trace, .seconds(780), "13m long"),
      (Self.trace, .seconds(1 << 60), "13m long"),
    ] {
      let error = #expect(throws: SourceError.self) { try source(text, start: start, queries: []) }
      #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    }
    let column = #expect(throws: SourceError.self) { try source(queries: [.column("laod")]) }
    #expect(column?.message.hasSuffix("has no column laod; expected one of load, ready") == true)
    let list = #expect(throws: SourceError.self) { try source(queries: [.list(key: "jobs")]) }
    #expect(list?.message == "expected a column for the replay source trace")
    let missing = #expect(throws: SourceError.self) {
      try ReplaySource(
        name: "trace", settings: ReplaySettings(file: folder.path + "/none.csv"), queries: [])
    }
    #expect(missing?.message.contains("none.csv") == true)
  }
}
