import Foundation
import JSON
import SignalSources

// Parses a range query's answer of 550,000 points, beside Foundation's JSONDecoder in the same run.
//
//     swift run -c release ResponseBenchmark [file]
//
// Writes the answer to `file`, so that Benchmarks/reference/simdjson_response.cpp can read the same
// bytes.

let seriesCount = 50
let pointCount = 11_000
let clock = ContinuousClock()

/// Numbers from 0 to 1, the same in every run.
struct Uniform {
  private var state: UInt64 = 1

  mutating func next() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 11) * 0x1p-53
  }
}

/// What a decoder of Foundation reads.
struct Decoded: Decodable {
  struct Point: Decodable {
    var seconds: Double
    var value: Double

    init(from decoder: any Decoder) throws {
      var container = try decoder.unkeyedContainer()
      seconds = try container.decode(Double.self)
      value = Double(try container.decode(String.self)) ?? .nan
    }
  }
  struct Series: Decodable {
    var metric: [String: String]
    var values: [Point]
  }
  struct Result: Decodable {
    var resultType: String
    var result: [Series]
  }
  var status: String
  var data: Result
}

/// A range query's answer as Prometheus writes it.
func answer(_ value: (inout Uniform) -> Double) -> [UInt8] {
  var uniform = Uniform()
  var text = #"{"status":"success","data":{"resultType":"matrix","result":["#
  for series in 0..<seriesCount {
    text += series == 0 ? "" : ","
    text +=
      #"{"metric":{"__name__":"http_requests_total","instance":"10.0.0.\#(series):8080"},"values":["#
    for point in 0..<pointCount {
      let number = value(&uniform)
      let written = Double(Int(number)) == number ? "\(Int(number))" : "\(number)"
      text += "\(point == 0 ? "" : ",")[\(1_700_000_000 + point * 15),\"\(written)\"]"
    }
    text += "]}"
  }
  return Array((text + "]}}").utf8)
}

/// Megabytes a second of the quickest of `rounds` runs of `body` over `bytes`.
func rate(_ bytes: [UInt8], rounds: Int, _ body: () throws -> Int) throws -> Double {
  var best = Double.infinity
  for _ in 0..<rounds {
    var points = 0
    let time = try clock.measure { points = try body() }
    precondition(points == seriesCount * pointCount, "every point is read")
    best = min(
      best, Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18)
  }
  return Double(bytes.count) / best / 1e6
}

/// Prints the rates for one answer.
func compare(_ name: String, _ bytes: [UInt8]) throws {
  let count = { (response: PrometheusResponse) -> Int in
    guard case .matrix(let series) = response.data else { return 0 }
    return series.reduce(0) { $0 + $1.samples.count }
  }
  let ours = try rate(bytes, rounds: 15) { count(try PrometheusResponse.parse(bytes)) }
  let data = Data(bytes)
  let foundation = try rate(bytes, rounds: 2) {
    try JSONDecoder().decode(Decoded.self, from: data).data.result.reduce(0) {
      $0 + $1.values.count
    }
  }
  print(
    String(
      format: "%@: %d bytes; ours %.0f MB/s, JSONDecoder %.1f MB/s, ratio %.1f", name, bytes.count,
      ours, foundation, ours / foundation))
}

/// Prints the rates for JSON lines of 20,160 values, as `outrider forecast` reads and writes them.
func measureLines(_ name: String, _ value: (Int, inout Uniform) -> Double) throws {
  var uniform = Uniform()
  var writer = JSONWriter()
  writer.beginObject()
  writer.member("id", "H1")
  writer.member("values", (0..<20_160).map { value($0, &uniform) })
  writer.endObject()
  let bytes = writer.bytes
  let megabytes = { (body: () throws -> Void) throws -> Double in
    let times = try (0..<30).map { _ in try clock.measure(body) }
    return Double(bytes.count) / (Double((times.min() ?? .zero).components.attoseconds) * 1e-12)
  }
  let tree = try JSONValue.parse(bytes)
  let parsed = try megabytes { _ = try JSONValue.parse(bytes) }
  let pulled = try megabytes {
    var values: [Double] = []
    try JSONReader.read(bytes) { (reader) throws(JSONError) in
      try reader.beginObject()
      while let key = try reader.nextKey() {
        if key == "values" {
          try reader.readNumbers(into: &values)
        } else {
          try reader.skipValue()
        }
      }
    }
  }
  let written = try megabytes { _ = tree.jsonBytes }
  print(
    String(
      format: "JSON line, %@: tree %.0f MB/s, reader %.0f MB/s, writer %.0f MB/s", name, parsed,
      pulled, written))
}

let mixed = answer { uniform in
  let choice = uniform.next()
  return choice < 0.5 ? Double(Int(uniform.next() * 100_000)) : uniform.next() * 1000
}
if let path = CommandLine.arguments.dropFirst().first {
  try Data(mixed).write(to: URL(filePath: path))
}
try compare("half integers, half full doubles", mixed)
try compare("integers", answer { Double(Int($0.next() * 100_000)) })
try compare("full doubles", answer { $0.next() * 1000 })
try measureLines("one decimal") { index, _ in Double(index * 7919 % 10_000) / 10 }
try measureLines("full doubles") { $1.next() * 1000 }
