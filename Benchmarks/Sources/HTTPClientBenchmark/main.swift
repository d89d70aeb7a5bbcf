import Glibc
import HTTPClient

// Sends rounds of instant queries, all of a round at once; see scripts/bench-http-client.
//
//     HTTPClientBenchmark http://HOST:PORT [queries a round [connections]]

let arguments = CommandLine.arguments
guard arguments.count >= 2 else {
  print("usage: HTTPClientBenchmark http://HOST:PORT [queries a round [connections]]")
  exit(2)
}
let url = arguments[1] + "/api/v1/query?query=up"
let queryCount = arguments.count > 2 ? Int(arguments[2]) ?? 200 : 200
let connections = arguments.count > 3 ? Int(arguments[3]) ?? 32 : 32
let roundCount = 50

/// CPU time of this process, user and system, in microseconds.
func cpuMicroseconds() -> Int {
  var usage = rusage()
  getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1_000_000
    + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec
}

func round(_ client: HTTPClient, _ url: String, _ count: Int) async throws {
  try await withThrowingTaskGroup(of: Int.self) { group in
    for _ in 0..<count {
      group.addTask { try await client.execute(HTTPClientRequest(url: url)).status }
    }
    for try await status in group where status != 200 {
      throw HTTPClientError(.malformed, "status \(status), not 200")
    }
  }
}

let client = HTTPClient(configuration: .init(maximumConnectionsPerHost: connections))
for _ in 0..<5 { try await round(client, url, queryCount) }
var times: [Double] = []
let before = cpuMicroseconds()
for _ in 0..<roundCount {
  let start = ContinuousClock.now
  try await round(client, url, queryCount)
  times.append((ContinuousClock.now - start) / .seconds(1))
}
let cpu = cpuMicroseconds() - before
times.sort()
let median = times[times.count / 2]
print(
  "\(queryCount) queries at once over at most \(connections) connections: "
    + "median round \((median * 100_000).rounded() / 100) ms, \(Int(Double(queryCount) / median)) queries/s, "
    + "CPU \(cpu / (roundCount * queryCount)) us a query")
