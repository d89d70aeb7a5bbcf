import Exposition

// Renders a page of 300,000 samples whose label blocks are made once, as the sidecar does each
// cycle.
//
//     swift run -c release ExpositionBenchmark [samples]

let count = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 300_000
let clock = ContinuousClock()

/// The shortest of `rounds` times that `body` takes.
func best(of rounds: Int = 9, _ body: () -> Void) -> Duration {
  (0..<rounds).map { _ in clock.measure(body) }.min() ?? .zero
}

/// Renders a page with one family of `count` samples, of the values that `value` makes.
func measure(_ name: String, _ value: (Int) -> Double) throws {
  var page = MetricPage()
  let family = try page.add(
    MetricFamily("outrider_signal_value", .gauge, help: "The signal's newest value."))
  for index in 0..<count {
    let labels = try LabelBlock([
      "workload": "checkout-\(index / 4)", "signal": "requests-\(index % 4)",
      "instance": "10.0.\(index % 256).\(index / 256 % 256):8080",
    ])
    page[family].addSeries(labels, value(index))
  }
  var bytes = 0
  var round = 0.0
  let rendering = best {
    round += 1
    page[family].set(round, at: 0)
    bytes = page.render(.text).count
  }
  let other = best {
    _ = page.render(.openMetrics)
    _ = page.render(.text)
  }
  let setting = best {
    round += 1
    for index in 0..<count { page[family].set(round, at: index) }
  }
  let selector = try SeriesSelector.parse("outrider_signal_value{workload=\"checkout-7\"}")
  let absent = try SeriesSelector.parse("nothing_total")
  let page0 = page.render(.text)
  let scan = { (selector: SeriesSelector) in
    best(of: 3) {
      _ = try? PageParser.samples(page0, format: .text, selectors: [selector])
    }
  }
  let (reading, skipping) = (scan(selector), scan(absent))
  let nanoseconds = { (duration: Duration) in
    Double(duration.components.attoseconds) / 1e9 / Double(count)
      + Double(duration.components.seconds) * 1e9 / Double(count)
  }
  let figures: [(String, Duration)] = [
    ("rendered", rendering), ("rendered with another format", other / 2), ("set", setting),
    ("read", reading), ("skipped", skipping),
  ]
  print("\(name), \(bytes) bytes; ns a sample:")
  for (what, time) in figures {
    print("  \(Double(Int(nanoseconds(time) * 10)) / 10) \(what)")
  }
}

/// Numbers from 0 to 1, the same in every run.
struct Uniform {
  private var state: UInt64 = 1

  mutating func next() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 11) * 0x1p-53
  }
}

var uniform = Uniform()
try measure("integers") { _ in Double(Int(uniform.next() * 100_000)) }
try measure("six decimals") { _ in Double(Int(uniform.next() * 1e9)) / 1e6 }
try measure("full doubles") { _ in uniform.next() * 1000 }
try measure("mixed") { index in
  switch index % 4 {
  case 0, 1: Double(Int(uniform.next() * 100_000))
  case 2: Double(Int(uniform.next() * 1e6)) / 1e3
  default: uniform.next() * 1000
  }
}
