import Foundation
import TimeSeries
import TestSupport

/// Seeded rows of samples of every kind that a series can meet.
enum SampleRows {
  /// Kinds of values.
  enum Values: String, CaseIterable, Sendable {
    case constant, integers, hugeIntegers, multiples, decimals, sevenDigits, perMinute, perHour,
      printed
    case anyBits, randomDoubles, negativeZeros, denormals, steps, gaps, onlyGaps, mixed
  }

  /// Kinds of time stamps.
  enum Times: String, CaseIterable, Sendable {
    case regular, jittered, missed, random, extreme
  }

  /// `count` samples; NaN is a gap.
  static func row(_ values: Values, _ times: Times, count: Int, seed: UInt64) -> [Sample] {
    var random = SeededGenerator(seed: seed)
    let moments = Self.moments(times, count, &random)
    var last = 0.0
    return moments.map { moment in
      last = value(values, last, &random)
      return Sample(timestamp: Timestamp(milliseconds: moment), value: last)
    }
  }

  private static func moments(_ times: Times, _ count: Int, _ random: inout SeededGenerator)
    -> [Int64]
  {
    var moment: Int64 = times == .extreme ? .min : 1_700_000_000_000
    return (0..<count).map { _ in
      defer {
        switch times {
        case .regular: moment += 15_000
        case .jittered: moment += 15_000 + Int64.random(in: -7...7, using: &random)
        case .missed: moment += 15_000 * (Int.random(in: 0..<20, using: &random) == 0 ? 3 : 1)
        case .random: moment += Int64.random(in: 1...100_000_000, using: &random)
        case .extreme:
          let room = UInt64.max / UInt64(count) - 1
          moment &+= Int64(bitPattern: UInt64.random(in: 1...room, using: &random))
        }
      }
      return moment
    }
  }

  private static func value(
    _ values: Values, _ last: Double, _ random: inout SeededGenerator
  ) -> Double {
    let unit = Double.random(in: 0..<1, using: &random)
    switch values {
    case .constant: return 42.5
    case .integers: return (unit * 1000).rounded()
    case .hugeIntegers: return (unit * 0x1p62).rounded() * (unit < 0.5 ? -1 : 1)
    case .multiples: return (unit * 1e6).rounded() * 4096
    case .decimals: return (unit * 1e4).rounded() / 100
    case .sevenDigits: return Double((unit * 1e7).rounded()) / 1e7 * 3
    case .perMinute: return (unit * 5000).rounded() / 60
    case .perHour: return (unit * 5000).rounded() / 3600
    case .printed:
      let rate = (unit * 1e5).rounded() / 300
      return Double(String(format: "%.7g", unit < 0.1 ? -rate : rate)) ?? .nan
    case .anyBits:
      let value = Double(bitPattern: random.next())
      return value.isFinite ? value : .nan
    case .randomDoubles: return unit * 1e300 - 1e299
    case .negativeZeros: return unit < 0.5 ? -0.0 : 0
    case .denormals: return Double(bitPattern: UInt64(unit * 1000))
    case .steps: return unit < 0.05 ? (unit * 1e9).rounded() / 1e7 : last
    case .gaps: return unit < 0.3 ? .nan : (unit * 100).rounded()
    case .onlyGaps: return .nan
    case .mixed:
      let kinds = Values.allCases.dropLast()
      return value(kinds.randomElement(using: &random) ?? .integers, last, &random)
    }
  }
}

/// Whether both hold the same moments and bit patterns, where any NaN is one gap.
func areIdentical(_ left: [Sample], _ right: [Sample]) -> Bool {
  left.count == right.count
    && zip(left, right).allSatisfy {
      $0.timestamp == $1.timestamp
        && ($0.value.bitPattern == $1.value.bitPattern || ($0.value.isNaN && $1.value.isNaN))
    }
}
