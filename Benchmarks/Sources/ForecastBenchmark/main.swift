import Forecasting
import TimeSeries

// Forecasts series of 14 days at 15 s: the replay at a start, a new sample each, and what that takes of memory.
//
//     swift run -c release ForecastBenchmark [series] [steps]

let seriesCount = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 200
let stepCount = CommandLine.arguments.dropFirst(2).first.flatMap { Int($0) } ?? 240
let clock = ContinuousClock()
let step = Duration.seconds(15)
let historyCount = 14 * 86_400 / 15
let targets: [ForecastTarget] = [.value(steps: 9), .maximum(steps: 9)]

/// Numbers from 0 to 1, the same in every run.
struct Uniform {
  private var state: UInt64

  init(seed: Int) { state = UInt64(truncatingIfNeeded: seed) &* 2 &+ 1 }

  mutating func next() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 11) * 0x1p-53
  }
}

/// A load with a daily course and noise, in whole requests; one value in 200 is missing.
func load(at index: Int, _ uniform: inout Uniform) -> Double {
  let phase = Double(index % 5760) / 5760
  let course = 1000 + 4000 * phase * (1 - phase) * 4
  let value = (course + 200 * (uniform.next() + uniform.next() - 1)).rounded()
  return uniform.next() < 0.005 ? .nan : value
}

func microseconds(_ duration: Duration) -> Double { duration.inSeconds * 1e6 }

/// `number` with one decimal.
func short(_ number: Double) -> String { "\((number * 10).rounded() / 10)" }

var archives: [CompressedSeries] = []
var sources: [Uniform] = []
for index in 0..<seriesCount {
  var uniform = Uniform(seed: index)
  var archive = CompressedSeries()
  for sample in 0..<historyCount {
    archive.append(
      Sample(
        timestamp: Timestamp(milliseconds: Int64(sample) * 15_000),
        value: load(at: sample, &uniform)))
  }
  archives.append(archive)
  sources.append(uniform)
}

for model in ForecastModel.allCases {
  var forecasters: [SeriesForecaster] = []
  let end = Timestamp(milliseconds: Int64(historyCount - 1) * 15_000)
  let replay = clock.measure {
    for archive in archives {
      forecasters.append(
        SeriesForecaster(
          replaying: archive, through: end, step: step,
          models: model.forecasters(step: step, targets: targets),
          targets: targets))
    }
  }
  var histories = archives
  var uniforms = sources
  var times: [Double] = []
  var checksum = 0.0
  for offset in 0..<stepCount {
    let moment = end + step * (offset + 1)
    for index in forecasters.indices {
      histories[index].append(
        Sample(
          timestamp: moment, value: load(at: historyCount + offset, &uniforms[index])))
      times.append(
        microseconds(
          clock.measure {
            forecasters[index].advance(to: moment, archive: histories[index])
            for target in targets.indices {
              let forecast = try? forecasters[index].forecast(at: target)
              for level in [0.5, 0.9, 0.999] { checksum += forecast?.quantile(level) ?? 0 }
            }
          }))
    }
  }
  times.sort()
  let mean = times.reduce(0, +) / Double(times.count)
  print(
    "\(model.rawValue): a sample \(short(times[times.count / 2])) µs median,",
    "\(short(times[times.count * 99 / 100])) µs 99th percentile, \(short(mean)) µs mean;",
    "replay \(short(microseconds(replay) / Double(seriesCount) / 1000)) ms a series;",
    "\(forecasters[0].byteCount) bytes a series; checksum \(checksum)")
}
