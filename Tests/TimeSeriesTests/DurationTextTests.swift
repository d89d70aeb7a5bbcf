import Testing
import TimeSeries
import TestSupport

struct DurationTextTests {
  @Test(
    arguments: [
      ("0", 0), ("0s", 0), ("500ms", 500), ("15s", 15_000), ("5m", 300_000), ("1h30m", 5_400_000),
      ("14d", 1_209_600_000), ("1w", 604_800_000), ("1y", 31_536_000_000),
      ("1d2h3m4s5ms", 93_784_005),
      ("90m", 5_400_000), ("007s", 7000), ("1y2w3d", 33_004_800_000),
      ("9223372036854775807ms", .max),
    ] as [(String, Int64)])
  func textsThatPrometheusTakes(text: String, milliseconds: Int64) {
    #expect(Duration(prometheusText: text) == .milliseconds(milliseconds))
  }

  @Test(arguments: [
    "", " ", "1", "00", "-1s", "+1s", "1.5h", "1h 30m", "30m1h", "1m1m", "s", "1S", "1sec", "1µs",
    "1s ",
    "0x1s", "1us", "1msm", "٣s", "9223372036854775808ms", "300000000y", "99999999999999999999s",
    "292277024y9223372036854775807ms",
  ])
  func textsThatPrometheusRefuses(text: String) {
    #expect(Duration(prometheusText: text) == nil)
  }

  // What Go's model.Duration(...).String() prints.
  @Test(
    arguments: [
      (0, "0s"), (1, "1ms"), (1000, "1s"), (90_000, "1m30s"), (5_400_000, "1h30m"),
      (604_800_000, "1w"),
      (1_209_600_000, "2w"), (7_776_000_000, "90d"), (31_536_000_000, "1y"),
      (31_536_001_000, "365d1s"),
      (-1500, "-1s500ms"),
    ] as [(Int64, String)])
  func textsAsPrometheusWritesThem(milliseconds: Int64, text: String) {
    #expect(Duration.milliseconds(milliseconds).prometheusText == text)
  }

  @Test func everyDurationComesBack() {
    var random = SeededGenerator(seed: 1)
    for bits in 0..<63 {
      for _ in 0..<50 {
        let duration = Duration.milliseconds(
          Int64.random(in: 0...(Int64.max >> bits), using: &random))
        #expect(Duration(prometheusText: duration.prometheusText) == duration)
      }
    }
  }

  @Test func millisecondsOfAnyDurationDoNotTrap() {
    #expect(Duration.seconds(Int64.max).milliseconds == .max)
    #expect(Duration.seconds(Int64.min).milliseconds == .min)
    #expect(Duration.milliseconds(-1500).milliseconds == -1500)
    #expect(Duration.nanoseconds(1_999_999).milliseconds == 1)
    #expect(Duration.milliseconds(250).inSeconds == 0.25)
  }
}
