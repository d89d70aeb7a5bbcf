import Configuration
import Feeds
import Scaling
import SignalSources
import Testing
import TimeSeries

@testable import Sidecar

/// History on disk, written by one life and read by the next.
@Suite struct DiskHistoryTests {
  private static func settings(_ folder: TemporaryFolder) -> HistorySettings {
    var settings = HistorySettings()
    settings.path = "\(folder.path)/history"
    return settings
  }

  @Test func comesBackAsItWas() throws {
    let folder = try TemporaryFolder()
    let settings = Self.settings(folder)
    let (opened, empty) = DiskHistory.open(settings, now: Fixture.tick(0), log: Fixture.silence)
    let disk = try #require(opened)
    #expect(empty.isEmpty)
    var one = try Fixture.runtime(Fixture.workload("one"))
    var two = try Fixture.runtime(Fixture.workload("zwei/ä b"))
    for index in 0..<300 {
      _ = one.decide(
        index, index % 7 == 0 ? nil : Double(index) * 0.25,
        ready: .value(3, at: Fixture.tick(index)))
      if index > 50 { _ = two.decide(index, 5) }
      try disk.append([one, two], at: Fixture.tick(index))
    }
    try disk.close()

    let (again, memory) = DiskHistory.open(
      settings, now: Fixture.tick(300), log: Fixture.silence)
    defer { try? again?.close() }
    for runtime in [one, two] {
      for (name, series) in runtime.memory {
        #expect(memory[name]?.values ?? [] == series.values, "\(name)")
      }
    }
    var next = try Fixture.runtime(Fixture.workload("one"), at: 300, memory: memory)
    #expect(next.signals[0].load.values == one.signals[0].load.values)
    #expect(next.decide(300, nil).recommendation?.isHeld == true)
  }

  @Test func takesInThePastAndNewSeries() throws {
    let folder = try TemporaryFolder()
    let settings = Self.settings(folder)
    let disk = try #require(
      DiskHistory.open(settings, now: Fixture.tick(0), log: Fixture.silence).0)
    var one = try Fixture.runtime(Fixture.workload("one"))
    var two = try Fixture.runtime(Fixture.workload("two"))
    _ = one.decide(10, 1)
    try disk.append([one], at: Fixture.tick(10))
    let past = (0..<10).map { Sample(timestamp: Fixture.tick($0), value: Double($0)) }
    let name = SeriesName.load(workload: "one", signal: "load")
    try disk.append(past, to: name)
    _ = one.decide(11, 2)
    _ = two.decide(11, 3)
    disk.seriesChanged()
    try disk.append([two, one], at: Fixture.tick(11))
    try disk.close()

    let (again, memory) = DiskHistory.open(settings, now: Fixture.tick(12), log: Fixture.silence)
    defer { try? again?.close() }
    #expect(memory[name]?.values == (0..<10).map(Double.init) + [1, 2])
    #expect(memory[SeriesName.load(workload: "two", signal: "load")]?.values == [3])
    #expect(memory[SeriesName.recommended(workload: "one")]?.values == [1, 1])
  }

  @Test func goesOnInMemoryWhereItCannotBe() throws {
    let folder = try TemporaryFolder()
    var settings = HistorySettings()
    settings.path = try folder.file("history", "a file")
    let (disk, memory) = DiskHistory.open(settings, now: Fixture.tick(0), log: Fixture.silence)
    #expect(disk == nil)
    #expect(memory.isEmpty)
    #expect(
      DiskHistory.open(HistorySettings(), now: Fixture.tick(0), log: Fixture.silence).0 == nil)
  }
}
