import Glibc
import RedisClient
import Transport

// Sweeps 1,000 keys in one pipeline, plain and over TLS in turn; see scripts/bench-redis.
//
//     RedisBenchmark redis://HOST:PORT [rediss://HOST:PORT CA_FILE]

let keyCount = 1_000
let sweepCount = 300
let commands = (0..<keyCount).map { RedisCommand("LLEN", "outrider:benchmark:\($0)") }

/// CPU time of this process, user and system, in microseconds.
func cpuMicroseconds() -> Int {
  var usage = rusage()
  getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1_000_000
    + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec
}

func milliseconds(_ duration: Duration) -> Double { duration / .milliseconds(1) }

func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }

/// One way to the server, and what its sweeps took.
@MainActor final class Way {
  let name: String
  let client: RedisClient
  var times: [Double] = []
  var cpu = 0

  init(_ name: String, _ endpoint: RedisEndpoint) {
    self.name = name
    client = RedisClient(configuration: .init(target: .server(endpoint)))
  }

  func sweep() async throws {
    let start = ContinuousClock.now
    let before = cpuMicroseconds()
    let replies = try await client.pipeline(commands, timeout: .seconds(10))
    times.append(milliseconds(ContinuousClock.now - start))
    cpu += cpuMicroseconds() - before
    guard replies == Array(repeating: .integer(3), count: keyCount) else {
      throw RedisError(.protocol, "the replies are not those expected")
    }
  }
}

let arguments = CommandLine.arguments
guard arguments.count == 2 || arguments.count == 4 else {
  print("usage: RedisBenchmark redis://HOST:PORT [rediss://HOST:PORT CA_FILE]")
  exit(2)
}
var ways = [Way("plain", try RedisEndpoint(url: arguments[1]))]
if arguments.count == 4 {
  var endpoint = try RedisEndpoint(url: arguments[2])
  endpoint.tls = TLSOptions(caFile: arguments[3])
  ways.append(Way("TLS", endpoint))
}
_ = try await ways[0].client.pipeline(
  [RedisCommand("FLUSHALL")]
    + (0..<keyCount).map { RedisCommand("RPUSH", "outrider:benchmark:\($0)", "a", "b", "c") },
  timeout: .seconds(10))
for way in ways {
  let start = ContinuousClock.now
  try await way.sweep()
  let time = rounded(milliseconds(ContinuousClock.now - start))
  print("\(way.name): first sweep, connecting included: \(time) ms")
  for _ in 0..<20 { try await way.sweep() }
  way.times = []
  way.cpu = 0
}
for _ in 0..<sweepCount {
  for way in ways { try await way.sweep() }
}
var medians: [Double] = []
for way in ways {
  let times = way.times.sorted()
  medians.append(times[times.count / 2])
  print(
    "\(way.name): \(keyCount) keys, median \(rounded(times[times.count / 2])) ms, "
      + "99th percentile \(rounded(times[times.count * 99 / 100])) ms, "
      + "CPU \(way.cpu / sweepCount) us a sweep")
}
if medians.count == 2 { print("TLS to plain: \(rounded(medians[1] / medians[0]))") }
