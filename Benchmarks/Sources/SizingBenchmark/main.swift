import Glibc
import Sizing
import TimeSeries

// Keeps a promise over weeks of a load: what an observation and a decision take, refits included.
//
//     swift run -c release SizingBenchmark [days [startup seconds]]

let arguments = CommandLine.arguments.dropFirst().compactMap { Int($0) }
let days = max(1, arguments.first ?? 42)
let startup = max(15, arguments.dropFirst().first ?? 120)
let clock = ContinuousClock()

/// A load in replicas: days, weeks, noise that stays a while, and bursts; the same in every run.
struct Load {
  private var state: UInt64 = 1
  private var drift = 0.0
  private var burst = 0.0

  private mutating func uniform() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 11) * 0x1p-53
  }

  mutating func next(_ tick: Int) -> Double {
    let day = Double(tick) / 5760
    drift = drift * 0.98 + uniform() - 0.5
    burst = uniform() < 0.0005 ? 20 * uniform() : burst * 0.95
    let week = Int(day) % 7 < 5 ? 1.0 : 0.6
    return max(0, week * (30 - 20 * cos(2 * .pi * day)) + drift + burst)
  }
}

func processorSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

func microseconds(_ duration: Duration) -> String {
  "\((duration / .microseconds(1) * 10).rounded() / 10) µs"
}

var settings = LoadRisk.Settings()
settings.startup = .seconds(startup)
settings.most = 128
var risk = LoadRisk(settings)
var promise = OverloadPromise(share: 0.001, settings: settings)
var load = Load()
var observing: [Duration] = []
var deciding: [Duration] = []
var total = 1
let before = processorSeconds()
for tick in 0..<days * 5760 {
  let value = load.next(tick)
  let start = clock.now
  risk.observe(value)
  let observed = clock.now
  promise.account(risk, ready: total)
  total = promise.decide(risk, total: total)
  observing.append(observed - start)
  deciding.append(clock.now - observed)
}
let spent = processorSeconds() - before
observing.sort()
deciding.sort()
let count = observing.count
print(
  "\(days) days of 15 s, start-up \(startup) s: \((spent * 10).rounded() / 10) s of CPU, refits included"
)
print(
  "a decision: median \(microseconds(deciding[count / 2])), p99 \(microseconds(deciding[count * 99 / 100]))"
)
print(
  "an observation: median \(microseconds(observing[count / 2])), p99 \(microseconds(observing[count * 99 / 100])), longest \(microseconds(observing[count - 1]))"
)
var usage = rusage()
getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
print("resident at most \(usage.ru_maxrss / 1000) MB, the \(count) times that are kept included")
