/// Replicas that are alike: so many pods with one need.
public struct PodGroup: Hashable, Sendable {
  /// What they are called.
  public var name: String

  /// What one of them needs of the instance that holds it.
  public var need: ResourceNeed

  /// How many; 0 or above.
  public var count: Int

  /// A group as given.
  public init(name: String, need: ResourceNeed, count: Int) {
    self.name = name
    self.need = need
    self.count = count
  }
}

/// Amounts of what pods take from an instance.
struct PodVector: Hashable {
  var milliCores: Int
  var memoryMebibytes: Int
  var gpus: Int

  static let zero = PodVector(milliCores: 0, memoryMebibytes: 0, gpus: 0)

  init(milliCores: Int, memoryMebibytes: Int, gpus: Int) {
    self.milliCores = milliCores
    self.memoryMebibytes = memoryMebibytes
    self.gpus = gpus
  }

  /// What a pod takes; memory rounded up to mebibytes.
  init(_ need: ResourceNeed) {
    milliCores = need.milliCores ?? 0
    memoryMebibytes = need.memoryBytes.map { $0 / (1 << 20) + ($0 % (1 << 20) > 0 ? 1 : 0) } ?? 0
    gpus = need.gpus ?? 0
  }

  /// What an instance has; nothing where the catalogue does not say.
  init(_ offer: InstanceOffer) {
    milliCores = offer.milliCores ?? 0
    memoryMebibytes = offer.memoryMebibytes ?? 0
    gpus = offer.gpus
  }

  /// How many times `other` fits.
  func fits(_ other: PodVector) -> Int {
    var count = Int.max
    if other.milliCores > 0 { count = min(count, milliCores / other.milliCores) }
    if other.memoryMebibytes > 0 { count = min(count, memoryMebibytes / other.memoryMebibytes) }
    if other.gpus > 0 { count = min(count, gpus / other.gpus) }
    return count
  }

  /// Takes `count` of `other` out, as many as fit.
  mutating func subtract(_ other: PodVector, count: Int) {
    milliCores -= other.milliCores * count
    memoryMebibytes -= other.memoryMebibytes * count
    gpus -= other.gpus * count
  }

  /// The parts as numbers.
  var parts: [Int] { [milliCores, memoryMebibytes, gpus] }
}
