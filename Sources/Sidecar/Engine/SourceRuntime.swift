import Configuration
import Feeds
import SignalSources
import TimeSeries

/// One source as it runs.
struct SourceRuntime {
  let settings: SourceSettings
  let queries: [SignalSelector]
  let source: any SignalSource
  private(set) var status: SourceStatus
  /// The readings of the latest cycle.
  private(set) var readings: [Reading]

  init(_ settings: SourceSettings, queries: [SignalSelector], source: any SignalSource) {
    self.settings = settings
    self.queries = queries
    self.source = source
    status = SourceStatus(
      name: source.name, kind: source.kind, isUp: nil, lastSuccess: nil, problem: nil)
    readings = queries.map { _ in .absent("it was not read yet") }
  }

  /// Takes in a fetch.
  ///
  /// - Returns: whether the source is back after it was down.
  mutating func takeIn(_ result: FetchResult, at tick: Timestamp) -> Bool {
    let isBack = result.isUp && status.isUp == false
    readings = result.readings
    status.isUp = result.isUp
    if result.isUp { status.lastSuccess = tick }
    status.problem =
      result.readings.lazy.compactMap { reading in
        if case .failed(let error) = reading { error.message } else { nil }
      }.first
    return isBack
  }
}
