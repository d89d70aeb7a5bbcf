import Foundation
import TimeSeries

/// The best of several runs, in nanoseconds of this process' CPU time per item.
func bestNanoseconds(runs: Int = 7, items: Int, _ body: () throws -> Void) rethrows -> Double {
  var best = Double.infinity
  for _ in 0..<runs {
    let start = processNanoseconds()
    try body()
    best = min(best, Double(processNanoseconds() - start) / Double(max(1, items)))
  }
  return best
}

/// The CPU time of this process so far.
func processNanoseconds() -> Int64 {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}

/// Resident memory now, in bytes.
func residentBytes() -> Int {
  let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .ascii)) ?? ""
  let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
  return pages * Int(getpagesize())
}

/// A row of a table: the first cell to the left, the others to the right.
func printRow(_ name: String, _ cells: [String]) {
  let padded = cells.map { String(repeating: " ", count: max(0, 11 - $0.count)) + $0 }
  print(name.padding(toLength: 36, withPad: " ", startingAt: 0) + padded.joined())
}

/// `value` with so many decimals.
func text(_ value: Double, _ decimals: Int = 2) -> String {
  String(format: "%.\(decimals)f", value)
}
