import Scaling
import TimeSeries

// Decides for workloads of four signals each, cycle after cycle, and writes their explanations.
//
//     swift run -c release ScalingBenchmark [workloads [cycles]]

let arguments = CommandLine.arguments.dropFirst().compactMap { Int($0) }
let workloadCount = max(1, arguments.first ?? 1000)
let cycleCount = max(20, arguments.dropFirst().first ?? 400)
let clock = ContinuousClock()

/// Numbers from 0 to 1, the same in every run.
struct Uniform {
  private var state: UInt64 = 1

  mutating func next() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 11) * 0x1p-53
  }
}

/// What a workload's signals say in one cycle; the backlog is unknown now and then.
func observations(base: Double, cycle: Int, _ uniform: inout Uniform) -> [SignalObservation] {
  let load = 100 + 2000 * uniform.next() + base
  return [
    SignalObservation(
      name: "requests", present: .known(load), forecast: load * 1.2, confidence: 0.9),
    SignalObservation(
      name: "cpu", present: .known(load / 40), forecast: load / 35, confidence: 0.8),
    SignalObservation(name: "latency", present: .known(90 + 20 * uniform.next())),
    SignalObservation(
      name: "backlog", present: cycle % 50 == 49 ? .unknown("no answer") : .known(load / 3),
      forecast: load / 2, confidence: 0.7),
  ]
}

func microseconds(_ duration: Duration) -> String {
  let value = duration / .microseconds(1) / Double(workloadCount)
  return "\((value * 100).rounded() / 100) µs"
}

let policy = try WorkloadPolicy(
  max: 500, tolerance: 0.1, hold: .seconds(300),
  signals: [
    SignalPolicy(name: "requests", target: .perReplica(25)),
    SignalPolicy(name: "cpu", target: .utilization(0.7)),
    SignalPolicy(name: "latency", target: .value(100)),
    SignalPolicy(name: "backlog", target: .perReplica(20)),
  ])
var workloads = (0..<workloadCount).map { _ in Recommender(policy: policy) }
var replicas = Array(repeating: 5, count: workloadCount)
var uniform = Uniform()
var deciding: [Duration] = []
var explaining: [Duration] = []
var characters = 0
var moment = Timestamp(milliseconds: 1_700_000_000_000)
for cycle in 0..<cycleCount {
  moment = moment + .seconds(15)
  let inputs = workloads.indices.map {
    observations(base: Double($0), cycle: cycle, &uniform)
  }
  var answers: [Recommendation] = []
  answers.reserveCapacity(workloadCount)
  deciding.append(
    clock.measure {
      for index in workloads.indices {
        let seen = ReplicaObservation(current: replicas[index], ready: replicas[index])
        answers.append(
          workloads[index].recommend(at: moment, replicas: seen, signals: inputs[index]))
      }
    })
  if cycle % 20 == 19 {
    explaining.append(
      clock.measure {
        for answer in answers {
          characters += answer.explanation.reduce(0) { $0 + $1.utf8.count }
        }
      })
  }
  for index in workloads.indices { replicas[index] = answers[index].replicas ?? 5 }
}
deciding.sort()
explaining.sort()
print(
  "\(workloadCount) workloads of four signals: a decision",
  "\(microseconds(deciding[deciding.count / 2])) median,",
  "\(microseconds(deciding[deciding.count * 99 / 100])) 99th percentile;",
  "an explanation \(microseconds(explaining[explaining.count / 2])),",
  "\(characters / explaining.count / workloadCount) bytes")
