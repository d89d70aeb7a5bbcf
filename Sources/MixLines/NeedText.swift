public import InstanceMix

/// Needs as people type them: `cpu=64,memory=256GiB,gpu=2,rps=100`.
public struct NeedText: Hashable, Sendable {
  /// Virtual cores, in thousandths.
  public private(set) var milliCores: Int?
  /// Memory, in bytes.
  public private(set) var memoryBytes: Int?
  /// Whole GPUs.
  public private(set) var gpus: Int?
  /// Load, in tenths of a request per second.
  public private(set) var deciRequestsPerSecond: Int?

  /// Reads `name=amount` pairs, separated by commas. Cores are a number or thousandths (`500m`),
  /// memory is in bytes or with a unit (`256GiB`, `512Mi`, `1.5GB`).
  ///
  /// - Throws: ``NeedTextError`` for an unknown or doubled name and an amount that is none.
  public init(_ text: some StringProtocol) throws(NeedTextError) {
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard sides.count == 2 else {
        throw NeedTextError(description: "found \"\(part)\", expected name=amount")
      }
      let (name, amount) = (String(sides[0]), String(sides[1]))
      switch name {
      case "cpu": try set(\.milliCores, Self.milliCores(amount), name, amount, "64 or 500m")
      case "memory":
        try set(\.memoryBytes, Self.bytes(amount), name, amount, "256GiB, 512Mi or 1.5GB")
      case "gpu": try set(\.gpus, Self.scaled(amount, by: 1), name, amount, "2")
      case "rps":
        try set(\.deciRequestsPerSecond, Self.scaled(amount, by: 10), name, amount, "100 or 2.5")
      default:
        throw NeedTextError(description: "found \"\(name)\", expected cpu, memory, gpu or rps")
      }
    }
  }

  private mutating func set(
    _ path: WritableKeyPath<NeedText, Int?>, _ value: Int?, _ name: String, _ amount: String,
    _ example: String
  ) throws(NeedTextError) {
    guard let value else {
      throw NeedTextError(
        description: "\(name): found \"\(amount)\", expected an amount such as \(example)")
    }
    guard self[keyPath: path] == nil else {
      throw NeedTextError(description: "found \(name) twice")
    }
    self[keyPath: path] = value
  }

  private static func scaled(_ text: some StringProtocol, by scale: Int) -> Int? {
    DecimalNumber(text)?.scaled(by: scale, up: true)
  }

  private static func milliCores(_ text: String) -> Int? {
    text.hasSuffix("m") ? scaled(text.dropLast(), by: 1) : scaled(text, by: 1000)
  }

  private static func bytes(_ text: String) -> Int? {
    let number = text.prefix { $0 == "." || $0.isNumber }
    let unit: Int
    switch text.dropFirst(number.count) {
    case "", "B": unit = 1
    case "K", "KB", "k", "kB": unit = 1_000
    case "M", "MB": unit = 1_000_000
    case "G", "GB": unit = 1_000_000_000
    case "T", "TB": unit = 1_000_000_000_000
    case "Ki", "KiB": unit = 1 << 10
    case "Mi", "MiB": unit = 1 << 20
    case "Gi", "GiB": unit = 1 << 30
    case "Ti", "TiB": unit = 1 << 40
    default: return nil
    }
    return scaled(number, by: unit)
  }

  /// The need of load that spreads over instances at will; memory rounded up to mebibytes.
  public var spread: MixProblem.Need {
    var need = MixProblem.Need()
    need.milliCores = milliCores
    need.memoryMebibytes = memoryBytes.map { $0 / (1 << 20) + ($0 % (1 << 20) > 0 ? 1 : 0) }
    need.gpus = gpus
    need.deciRequestsPerSecond = deciRequestsPerSecond
    return need
  }

  /// The need of one replica; the load is left out.
  public var perReplica: ResourceNeed {
    ResourceNeed(milliCores: milliCores, memoryBytes: memoryBytes, gpus: gpus)
  }
}

/// A text that states no need.
public struct NeedTextError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was found, and what was expected.
  public let description: String
}
