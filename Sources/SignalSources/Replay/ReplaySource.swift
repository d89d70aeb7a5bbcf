public import Configuration
import FileAccess
public import TimeSeries

/// A recorded trace, played from a chosen moment on. The sidecar's clock runs on the trace's time.
///
/// A value holds until the next row, at most for three of the trace's usual steps. Where the trace loops, it begins anew one
/// step after its last row, and its past is what was played before.
public final class ReplaySource: SignalSource {
  /// The configured name.
  public let name: String

  /// `replay`.
  public let kind = "replay"

  /// The moment of the trace at which playing begins.
  public let origin: Timestamp

  private let moments: [Timestamp]
  /// For each query its column's values, a gap as NaN.
  private let values: [[Double]]
  private let loops: Bool
  private let first: Timestamp
  private let span: Duration
  private let hold: Duration

  /// Reads the whole trace.
  ///
  /// - Throws: `SourceError` where the file cannot be read or is no trace, or has no such column; names the line and what
  ///   was expected.
  public init(name: String, settings: ReplaySettings, queries: [SignalSelector])
    throws(SourceError)
  {
    self.name = name
    let table = try Self.table(settings.file)
    let moments = table.timestamps
    guard let first = moments.first, let last = moments.last, moments.count > 1 else {
      throw SourceError(
        .malformed, "cannot play \(settings.file): found one row, expected two or more")
    }
    guard first + settings.start < last else {
      throw SourceError(
        .settings,
        "cannot play \(settings.file) from \(settings.start.prometheusText) on: it is \((last - first).prometheusText) long"
      )
    }
    let steps = zip(moments.dropFirst(), moments).map { $0 - $1 }.sorted()
    let step = steps[steps.count / 2]
    self.moments = moments
    self.first = first
    origin = first + settings.start
    loops = settings.loop
    span = last - first + step
    hold = step * 3
    var values: [[Double]] = []
    for query in queries {
      guard case .column(let column) = query else {
        throw SourceError(.settings, "expected a column for the replay source \(name)")
      }
      guard let found = table.column(named: column) else {
        let names = table.columns.prefix(20).map(\.name).joined(separator: ", ")
        throw SourceError(
          .settings, "\(settings.file) has no column \(column); expected one of \(names)")
      }
      values.append(found.values)
    }
    self.values = values
  }

  /// Reads the row that is due at `now`.
  public func fetch(now: Timestamp) async -> FetchResult {
    let moment = traceTime(now)
    return FetchResult(
      readings: values.map { read($0, at: moment, now: now) }, isUp: true, duration: .zero)
  }

  /// What the trace says at those moments, from its beginning on.
  public func backfill(
    query index: Int, from: Timestamp, through: Timestamp, step: Duration
  ) async throws(SourceError) -> [Sample] {
    let step = max(step.milliseconds, 1)
    // The first moment of the grid that lies in the trace.
    let ahead = max(0, (first - from).milliseconds)
    var moment = from + .milliseconds((ahead / step + (ahead % step > 0 ? 1 : 0)) * step)
    var samples: [Sample] = []
    while moment <= through {
      if case .value(let value, _) = read(values[index], at: traceTime(moment), now: moment) {
        samples.append(Sample(timestamp: moment, value: value))
      }
      let next = moment + .milliseconds(step)
      guard next > moment else { break }
      moment = next
    }
    return samples
  }

  /// Does nothing: there is nothing to end.
  public func close() async {}

  private static func table(_ file: String) throws(SourceError) -> TraceTable {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try LocalFile.read(file, limit: 1 << 30)
    } catch {
      throw SourceError(.settings, "\(error)")
    }
    do throws(TraceError) {
      return try TraceTable(csv: bytes)
    } catch {
      throw SourceError(.malformed, "cannot play \(file): \(error)")
    }
  }

  /// The trace's own time at a moment of the sidecar's clock, which goes on where the trace begins anew.
  private func traceTime(_ now: Timestamp) -> Timestamp {
    guard loops, now > first else { return now }
    return first + .milliseconds((now - first).milliseconds % span.milliseconds)
  }

  private func read(_ values: [Double], at moment: Timestamp, now: Timestamp) -> Reading {
    var low = 0
    var high = moments.count
    while low < high {
      let middle = (low + high) / 2
      if moments[middle] <= moment { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return .absent("the trace has not begun") }
    let age = moment - moments[low - 1]
    guard age <= hold else {
      return .absent(low == moments.count ? "the trace has ended" : "the trace has a gap")
    }
    let value = values[low - 1]
    return value.isFinite ? .value(value, at: now - age) : .absent("the trace has a gap")
  }
}
