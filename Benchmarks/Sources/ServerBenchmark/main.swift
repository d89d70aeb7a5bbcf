import Glibc
import HTTPServer

// Serves one fixed page for scripts/bench-server: the port goes to standard output, the end of
// standard input stops the server.

/// A page of the size asked for, as lines of Prometheus' text format.
func page(bytes: Int) -> [UInt8] {
  var text = ""
  var line = 0
  while text.utf8.count < bytes {
    text += "example_requests_total{instance=\"\(line)\"} \(line * 7919)\n"
    line += 1
  }
  return Array(text.utf8.prefix(bytes))
}

let arguments = CommandLine.arguments.dropFirst().compactMap { Int($0) }
let bytes = arguments.first ?? 10_240
let threads = arguments.dropFirst().first ?? 2
let type = HTTPHeader.contentType("text/plain; version=0.0.4; charset=utf-8")
let vary = HTTPHeader("Vary", "Accept-Encoding")
let body = HTTPBody(page(bytes: bytes))
let plain = HTTPResponse(headers: [type, vary], body: body, handlerName: "metrics")
let compressed = Gzip.compress(body).map {
  HTTPResponse(
    headers: [type, vary, HTTPHeader("Content-Encoding", "gzip")], body: $0, handlerName: "metrics")
}
do {
  let server = try HTTPServer(configuration: .init(threads: threads)) { request in
    guard request.path == "/metrics" else { return .notFound }
    return request.prefersGzip ? compressed ?? plain : plain
  }
  print(server.port)
  // In a pipe standard output is not flushed at the line's end.
  fflush(nil)
  while readLine() != nil {}
  server.stop()
} catch {
  print(error)
  exit(1)
}
