import Feeds
import Testing
import TimeSeries

@testable import Sidecar

/// What the kernel says of this process.
@Suite struct ProcessStatisticsTests {
  @Test func readsEveryMetric() throws {
    let statistics = ProcessStatistics.read()
    #expect(Set(statistics.metrics.keys) == Set(ProcessMetric.allCases))
    for (metric, value) in statistics.metrics {
      #expect(value > 0 && value.isFinite, "\(metric.rawValue) is \(value)")
    }
    let resident = try #require(statistics.residentMemoryBytes)
    let virtual = try #require(statistics.virtualMemoryBytes)
    #expect(resident > 1_048_576.0)
    #expect(virtual >= resident)
    let open = try #require(statistics.openDescriptors)
    let most = try #require(statistics.maximumDescriptors)
    #expect((3...most).contains(open))
    let start = try #require(statistics.startTimeSeconds)
    // Started before now, and not with the machine's first process years ago.
    let now = SidecarClock.wall.now.seconds
    #expect(start <= now + 1)
    #expect(start > now - 86_400)
    #expect(try #require(statistics.threads) < 10_000)
  }

  @Test func leavesOutWhatIsNotKnown() {
    var statistics = ProcessStatistics()
    #expect(statistics.metrics.isEmpty)
    statistics.threads = 3
    #expect(statistics.metrics == [.threads: 3])
  }
}
