import ArgumentParser
import InstanceMix
import MixLines

/// What `outrider mix` reads from its options, each with the option's name in the complaint.
enum MixArguments {
  /// A duration with one unit: `200ms`, `1s`, `2m`.
  static func duration(_ text: String, option: String) throws -> Duration {
    let units: [(String, Int)] = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000)]
    for (unit, milliseconds) in units where text.hasSuffix(unit) {
      guard let value = DecimalNumber(text.dropLast(unit.count)),
        let total = value.scaled(by: milliseconds, up: true), total <= 1 << 53
      else { break }
      return .milliseconds(total)
    }
    throw ValidationError("\(option): found \"\(text)\", expected a duration such as 200ms or 1s.")
  }

  /// The milliseconds of a duration, fractions rounded down.
  static func milliseconds(_ text: String, option: String) throws -> Int {
    let (seconds, attoseconds) = try duration(text, option: option).components
    return Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
  }

  /// A share as `30%` or `0.3`, in thousandths, fractions rounded down.
  static func perMille(_ text: String, option: String) throws -> Int {
    let number = text.hasSuffix("%") ? DecimalNumber(text.dropLast()) : DecimalNumber(text)
    guard let share = number?.scaled(by: text.hasSuffix("%") ? 10 : 1000, up: false), share <= 1000
    else {
      throw ValidationError("\(option): found \"\(text)\", expected a share such as 30% or 0.3.")
    }
    return share
  }

  /// Dollars, in millionths, fractions rounded down.
  static func microdollars(_ text: String, option: String) throws -> Int {
    let digits = text.hasPrefix("$") ? text.dropFirst() : text[...]
    guard let amount = DecimalNumber(digits)?.scaled(by: 1_000_000, up: false) else {
      throw ValidationError("\(option): found \"\(text)\", expected dollars an hour such as 12.50.")
    }
    return amount
  }

  /// A probability as `99.9%` or `0.999`, above 0 and below 1.
  static func probability(_ text: String, option: String) throws -> Double {
    let isPercent = text.hasSuffix("%")
    let number = isPercent ? DecimalNumber(text.dropLast()) : DecimalNumber(text)
    guard let billionths = number?.scaled(by: isPercent ? 10_000_000 : 1_000_000_000, up: nil),
      (1..<1_000_000_000).contains(billionths)
    else {
      throw ValidationError(
        "\(option): found \"\(text)\", expected a probability above 0 and below 1, such as 99.9%.")
    }
    return Double(billionths) / 1e9
  }

  /// What one replica needs: cores, memory and GPUs.
  static func perReplica(_ text: String, option: String) throws -> ResourceNeed {
    do {
      let need = try NeedText(text)
      guard need.deciRequestsPerSecond == nil else {
        throw ValidationError("\(option): found rps, expected cpu, memory or gpu.")
      }
      return need.perReplica
    } catch let error as NeedTextError {
      throw ValidationError("\(option): \(error)")
    }
  }

  /// Pods of one workload: `name:count:cpu=2,memory=4GiB`.
  static func pods(_ text: String) throws -> PodGroup {
    let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, !parts[0].isEmpty, let count = Int(parts[1]), count >= 0 else {
      throw ValidationError(
        "--pod: found \"\(text)\", expected name:count:cpu=...,memory=... such as api:12:cpu=2,memory=4GiB."
      )
    }
    let need = try perReplica(String(parts[2]), option: "--pod \(parts[0])")
    return PodGroup(name: String(parts[0]), need: need, count: count)
  }
}
