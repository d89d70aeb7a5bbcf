/// What one replica needs of the instance that holds it. A resource that is not named is not
/// counted.
public struct ResourceNeed: Hashable, Sendable {
  /// Virtual cores, in thousandths (2 cores are 2,000).
  public var milliCores: Int?

  /// Memory, in bytes.
  public var memoryBytes: Int?

  /// Whole GPUs.
  public var gpus: Int?

  /// A need as given.
  public init(milliCores: Int? = nil, memoryBytes: Int? = nil, gpus: Int? = nil) {
    self.milliCores = milliCores
    self.memoryBytes = memoryBytes
    self.gpus = gpus
  }
}
