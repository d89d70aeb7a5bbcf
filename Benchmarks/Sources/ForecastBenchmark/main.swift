import CMalloc
import Forecasting
import Glibc
import TimeSeries

// Forecasts series of 14 days at 15 s: what each model takes, what a sidecar's forecaster takes, and a cycle of 10,000 of them.
//
//     swift run -c release ForecastBenchmark [series [cycles [file]]]
//
// `file` gets a series as means over 15 minutes, one a line, for other programs.

let arguments = CommandLine.arguments.dropFirst()
let seriesCount = arguments.first.flatMap { Int($0) } ?? 10_000
let cycleCount = arguments.dropFirst().first.flatMap { Int($0) } ?? 8
let step = Duration.seconds(15)
let historyCount = 14 * 86_400 / 15
let targets: [ForecastTarget] = [.value(steps: 9), .maximum(steps: 9)]
let clock = ContinuousClock()

/// The median of `times` in `unit`, with two decimals.
func median(_ times: [Duration], in unit: Duration) -> String { quantile(times, 0.5, in: unit) }

func quantile(_ times: [Duration], _ level: Double, in unit: Duration) -> String {
  let sorted = times.sorted()
  let time = sorted[min(sorted.count - 1, Int(Double(sorted.count) * level))]
  return "\(Double(Int(time / unit * 100)) / 100)"
}

/// The bytes that are allocated now.
func allocatedBytes() -> Int {
  let info = mallinfo2()
  return Int(info.uordblks) + Int(info.hblkhd)
}

/// A forecaster of `load` as it is after a start of the sidecar.
func forecaster(_ load: CompressedSeries) -> SeriesForecaster {
  SeriesForecaster(
    replaying: load, through: Load.moment(historyCount - 1), step: step,
    models: ForecastModel.auto.forecasters(step: step, targets: targets), targets: targets)
}

let first = Load(seed: 0)
let dense = GridHistory(first.series(historyCount))

print("each model on one series: refit, forecast of both targets, a step observed")
for model in ForecastModel.allCases where model != .auto {
  for var member in model.forecasters(step: step, targets: targets) {
    let refits = (0..<5).map { _ in clock.measure { member.refit(dense) } }
    var points: [PointForecast] = []
    let forecasts = (0..<500).map { _ in
      clock.measure {
        points.removeAll(keepingCapacity: true)
        _ = member.predict(targets, after: dense, into: &points)
      }
    }
    let steps = clock.measure { for _ in 0..<1000 { member.observe(dense) } }
    print(
      "  \(member.name): \(median(refits, in: .milliseconds(1))) ms,",
      "\(median(forecasts, in: .microseconds(1))) µs,",
      "\(median([steps / 1000], in: .nanoseconds(1))) ns")
  }
}

print("auto, history of 14 days at 15 s")
var archive = first.archive(historyCount)
let replays = (0..<5).map { _ in clock.measure { _ = forecaster(archive) } }
var one = forecaster(archive)
let refits = (0..<9).map { _ in clock.measure { one.refit(archive: archive) } }
// A forecaster that has never learnt looks for seasons, as others do once a day.
let searches = (0..<9).map { _ in
  var new = SeriesForecaster(
    step: step, now: Load.moment(historyCount - 1),
    models: ForecastModel.auto.forecasters(step: step, targets: targets), targets: targets)
  return clock.measure { new.refit(archive: archive) }
}
var samples: [Duration] = []
var checksum = 0.0
for place in historyCount..<historyCount + 2000 {
  archive.append(first.sample(place))
  samples.append(
    clock.measure {
      one.advance(to: Load.moment(place), archive: archive)
      for target in targets.indices {
        let forecast = try? one.forecast(at: target)
        for level in [0.5, 0.9, 0.999] { checksum += forecast?.quantile(level) ?? 0 }
      }
    })
}
print(
  "  a new sample, both targets, three quantiles: \(median(samples, in: .microseconds(1))) µs median,",
  "\(quantile(samples, 0.99, in: .microseconds(1))) µs 99th percentile")
print(
  "  a refit: \(median(refits, in: .milliseconds(1))) ms,",
  "with the search for seasons \(median(searches, in: .milliseconds(1))) ms")
print("  a replay at a start: \(median(replays, in: .milliseconds(1))) ms")

var held: [SeriesForecaster] = []
let before = allocatedBytes()
for _ in 0..<20 { held.append(forecaster(archive)) }
for index in held.indices { held[index].refit(archive: archive) }
print("  memory beside the history: \((allocatedBytes() - before) / 20) bytes")
held.removeAll()

// 100 loads, each followed by a hundredth of all series.
print("\(seriesCount) series with a new sample each, on one core")
let loads = (0..<min(100, seriesCount)).map { Load(seed: $0) }
var archives = loads.map { $0.archive(historyCount) }
let made = archives.map { forecaster($0) }
var forecasters = (0..<seriesCount).map { made[$0 % made.count] }
// Every copy gets memory of its own before it is measured.
@MainActor func cycle(_ number: Int) -> (steps: Duration, refits: Duration) {
  let place = historyCount + number
  for index in archives.indices { archives[index].append(loads[index].sample(place)) }
  let steps = clock.measure {
    for index in forecasters.indices {
      forecasters[index].advance(to: Load.moment(place), archive: archives[index % loads.count])
      for target in targets.indices {
        let forecast = try? forecasters[index].forecast(at: target)
        for level in [0.5, 0.9, 0.999] { checksum += forecast?.quantile(level) ?? 0 }
      }
    }
  }
  // Refits come every 6 hours: so many series in each cycle.
  let due = max(1, seriesCount * 15 / (6 * 3600))
  let refits = clock.measure {
    for offset in 0..<due {
      let index = (number * due + offset) % forecasters.count
      forecasters[index].refit(archive: archives[index % loads.count])
    }
  }
  return (steps, refits)
}
_ = cycle(0)
let cycles = (1...cycleCount).map(cycle)
print(
  "  a cycle: \(median(cycles.map { $0.steps + $0.refits }, in: .milliseconds(1))) ms,",
  "of which refits \(median(cycles.map(\.refits), in: .milliseconds(1))) ms; checksum \(checksum)")

if let file = arguments.dropFirst(2).first {
  guard let output = fopen(file, "w") else { fatalError("cannot write \(file)") }
  for start in stride(from: 0, to: historyCount, by: 60) {
    let known = (start..<start + 60).map { first.value($0) }.filter(\.isFinite)
    fputs("\(known.reduce(0, +) / Double(max(1, known.count)))\n", output)
  }
  fclose(output)
}
