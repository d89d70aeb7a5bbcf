import FileAccess
import Foundation
import TimeSeries

// swift run -c release HistoryBenchmark [TRACE.csv ...]
var traces: [(name: String, samples: [Sample])] = []
for path in CommandLine.arguments.dropFirst() {
  let bytes = try LocalFile.read(path, limit: 1 << 28)
  let table = try TraceTable(csv: bytes)
  traces.append(((path as NSString).lastPathComponent, table.samples(ofColumn: 0)))
  let nanoseconds = try bestNanoseconds(runs: 3, items: bytes.count) {
    _ = try TraceTable(csv: bytes)
  }
  print("\((path as NSString).lastPathComponent): \(text(1000 / nanoseconds, 0)) MB/s of CSV")
}
StoreBenchmark.printMemory()
print()
SeriesBenchmark.run(traces: traces)
print()
try StoreBenchmark.run()
