import ForecastLines
import JSON

/// What the loads of a workload do again and again, as JSON.
struct PatternsJSON {
  let workload: WorkloadStatus

  /// Writes one object with an entry a signal; `patterns` is null until they have been looked for.
  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("name", workload.name)
    writer.key("signals")
    writer.beginArray()
    for signal in workload.signals {
      writer.beginObject()
      writer.member("signal", signal.name)
      writer.key("patterns")
      if let patterns = signal.patterns { writer.patterns(patterns) } else { writer.null() }
      writer.endObject()
    }
    writer.endArray()
    writer.endObject()
  }
}
