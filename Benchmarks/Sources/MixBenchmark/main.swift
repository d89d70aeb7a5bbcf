import FileAccess
import InstanceMix

// Mixes for many workloads from one catalogue, as a sidecar solves them in one cycle.
//
//     swift run -c release MixBenchmark examples/catalogues/aws-us-east-1.csv [workloads]

let path = CommandLine.arguments.dropFirst().first ?? "examples/catalogues/aws-us-east-1.csv"
let workloads = CommandLine.arguments.dropFirst(2).first.flatMap { Int($0) } ?? 1000
let clock = ContinuousClock()

func milliseconds(_ duration: Duration) -> Double {
  let (seconds, attoseconds) = duration.components
  return Double(seconds) * 1e3 + Double(attoseconds) * 1e-15
}

/// Solves one problem for every workload and reports the time that the whole sweep takes.
func sweep(_ name: String, _ problem: (Int) throws -> MixProblem) rethrows {
  var slowest = 0.0
  var proven = 0
  let start = clock.now
  for index in 0..<workloads {
    let began = clock.now
    let answer = MixSolver().solve(try problem(index))
    if answer.status == .optimal { proven += 1 }
    slowest = max(slowest, milliseconds(clock.now - began))
  }
  let total = milliseconds(clock.now - start)
  print(
    "\(name): \(workloads) workloads in \(total) ms, the slowest \(slowest) ms, \(proven) proven")
}

let catalogue = try Catalogue(csv: LocalFile.read(path, limit: 64 << 20))
print("\(catalogue.offers.count) offers")
try sweep("whole replicas") { index in
  try MixProblem(
    catalogue: catalogue, replicas: 1 + index % 97,
    perReplica: ResourceNeed(
      milliCores: 250 * (1 + index % 16), memoryBytes: (1 + index % 13) << 29))
}
try sweep("cores and memory") { index in
  var need = MixProblem.Need()
  need.milliCores = 1000 * (1 + index % 997)
  need.memoryMebibytes = 1024 * (1 + index * 7 % 3989)
  return try MixProblem(catalogue: catalogue, need: need)
}
