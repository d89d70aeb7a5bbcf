import Foundation
import TimeSeries

/// Bytes a sample, and what it costs to get samples in and out.
enum SeriesBenchmark {
  /// Prints a row a series: the synthetic ones, and the traces as they are and at 15 s.
  static func run(traces: [(name: String, samples: [Sample])]) {
    printRow("series", ["samples", "stored B", "memory B", "append ns", "samples ns", "grid ns"])
    for series in SyntheticSeries.all(count: 40_320) { row(series.name, samples(series.values)) }
    for trace in traces {
      row(trace.name, trace.samples)
      row("\(trace.name), held at 15 s", at15Seconds(trace.samples) { first, _, _ in first })
      row(
        "\(trace.name), linear at 15 s",
        at15Seconds(trace.samples) { first, second, share in
          toSevenDigits(first + (second - first) * share)
        })
    }
  }

  /// Values at 15 s.
  static func samples(_ values: [Double]) -> [Sample] {
    values.enumerated().map { index, value in
      Sample(
        timestamp: Timestamp(milliseconds: 1_700_000_000_000 + Int64(index) * 15_000), value: value)
    }
  }

  private static func row(_ name: String, _ samples: [Sample]) {
    guard samples.count > 1 else { return }
    var series = CompressedSeries()
    let append = bestNanoseconds(items: samples.count) {
      series = CompressedSeries()
      for sample in samples { series.append(sample) }
    }
    var read: [Sample] = []
    let decode = bestNanoseconds(items: samples.count) {
      read = series.samples(
        from: samples[0].timestamp, through: samples[samples.count - 1].timestamp)
    }
    precondition(read.elementsEqual(samples) { $0.value.bitPattern == $1.value.bitPattern })
    var values: [Double] = []
    let grid = bestNanoseconds(items: samples.count) {
      values.removeAll(keepingCapacity: true)
      series.appendGrid(
        from: samples[0].timestamp, step: samples[1].timestamp - samples[0].timestamp,
        count: samples.count, to: &values)
    }
    let memory = Double(series.byteCount) / Double(samples.count)
    series.sealHead()
    let stored = series.chunks.reduce(0) { $0 + $1.bytes.count }
    printRow(
      name,
      [
        "\(samples.count)", text(Double(stored) / Double(samples.count)), text(memory),
        text(append, 1),
        text(decode, 1), text(grid, 1),
      ])
  }

  private static func at15Seconds(
    _ samples: [Sample], _ value: (Double, Double, Double) -> Double
  ) -> [Sample] {
    zip(samples, samples.dropFirst()).flatMap { first, second in
      let steps = (second.timestamp - first.timestamp).milliseconds / 15_000
      return (0..<max(0, steps)).map { step in
        Sample(
          timestamp: first.timestamp + .seconds(15) * Int(step),
          value: value(first.value, second.value, Double(step) / Double(steps)))
      }
    }
  }

  /// `value` as the traces were recorded: with seven significant digits.
  private static func toSevenDigits(_ value: Double) -> Double {
    Double(String(format: "%.7g", value)) ?? value
  }
}
