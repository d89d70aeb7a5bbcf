public import Configuration
import FileAccess
public import TimeSeries

/// A recorded trace, played from a chosen moment on. The sidecar's clock runs on the trace's time.
public final class ReplaySource: SignalSource {
  public let name: String
  public let kind = "replay"

  /// The moment of the trace at which playing begins.
  public let origin: Timestamp

  private let columns: [[Sample]]
  private let queries: [Int?]
  private let loops: Bool
  private let span: Duration
  private let first: Timestamp
  private let staleness: Duration

  /// Reads the whole trace.
  ///
  /// - Throws: `SourceError` where the file cannot be read or is no trace; names the line and what was expected.
  public init(name: String, settings: ReplaySettings, queries: [SignalSelector])
    throws(SourceError)
  {
    self.name = name
    let table: TraceTable
    do {
      table = try TraceTable(csv: LocalFile.read(settings.file, limit: 1 << 30))
    } catch {
      throw SourceError(.malformed, "cannot play \(settings.file): \(error)")
    }
    guard let first = table.timestamps.first, let last = table.timestamps.last,
      table.timestamps.count > 1
    else {
      throw SourceError(.malformed, "cannot play \(settings.file): expected two lines or more")
    }
    guard first + settings.start < last else {
      throw SourceError(
        .malformed,
        "cannot play \(settings.file) from \(settings.start.prometheusText) on: it is no longer than that"
      )
    }
    // A value stands until the next one is due: for three of the trace's usual steps.
    let steps = zip(table.timestamps.dropFirst(), table.timestamps).map { $0 - $1 }.sorted()
    let step = steps[steps.count / 2]
    self.first = first
    origin = first + settings.start
    loops = settings.loop
    span = last - first + step
    staleness = step * 3
    columns = table.columns.map { column in
      zip(table.timestamps, column.values).map { Sample(timestamp: $0, value: $1) }
    }
    self.queries = queries.map { selector in
      guard case .column(let column) = selector else { return nil }
      return table.columns.firstIndex { $0.name == column }
    }
    if let missing = zip(queries, self.queries).first(where: { $1 == nil }) {
      let names = table.columns.map(\.name).joined(separator: ", ")
      throw SourceError(
        .query, "\(settings.file) has no \(missing.0); its columns are \(names)")
    }
  }

  public func fetch(now: Timestamp) async -> FetchResult {
    let moment = traceTime(now)
    let readings = queries.map { index -> Reading in
      guard let index else { return .absent("no such column") }
      return read(columns[index], at: moment, now: now)
    }
    return FetchResult(readings: readings, isUp: true, duration: .zero)
  }

  public func backfill(
    query index: Int, from: Timestamp, through: Timestamp, step: Duration
  ) async throws(SourceError) -> [Sample] {
    guard let column = queries[index] else { return [] }
    var samples: [Sample] = []
    var moment = max(from, first)
    while moment <= through {
      if case .value(let value, _) = read(columns[column], at: traceTime(moment), now: moment) {
        samples.append(Sample(timestamp: moment, value: value))
      }
      moment = moment + step
    }
    return samples
  }

  public func close() async {}

  /// The trace's own time at a moment of the sidecar's clock, which goes on where the trace begins anew.
  private func traceTime(_ now: Timestamp) -> Timestamp {
    guard loops, now > first else { return now }
    return Timestamp(
      milliseconds: first.milliseconds
        + (now.milliseconds - first.milliseconds) % span.milliseconds)
  }

  private func read(_ samples: [Sample], at moment: Timestamp, now: Timestamp) -> Reading {
    var low = 0
    var high = samples.count
    while low < high {
      let middle = (low + high) / 2
      if samples[middle].timestamp <= moment { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return .absent("the trace has not begun") }
    let sample = samples[low - 1]
    guard moment - sample.timestamp <= staleness else { return .absent("the trace has ended") }
    guard sample.isKnown else { return .absent("the trace has a gap") }
    return .value(sample.value, at: now - (moment - sample.timestamp))
  }
}
