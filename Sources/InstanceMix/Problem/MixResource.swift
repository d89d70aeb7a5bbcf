/// A resource that instances hold and workloads need, in the whole unit that a problem counts it in.
public enum MixResource: String, CaseIterable, Hashable, Sendable {
  /// Virtual cores.
  case cpu
  /// Virtual cores, in thousandths.
  case milliCores = "milli_cpu"
  /// Memory, in mebibytes.
  case memoryMebibytes = "mem_mib"
  /// Whole GPUs.
  case gpu
  /// Load served, in tenths of a request per second.
  case deciRequestsPerSecond = "drps"
  /// Whole replicas that fit on an instance.
  case replicas

  /// The resource and its unit, for a person.
  public var label: String {
    switch self {
    case .cpu: "cores"
    case .milliCores: "thousandths of a core"
    case .memoryMebibytes: "MiB of memory"
    case .gpu: "GPUs"
    case .deciRequestsPerSecond: "tenths of a request per second"
    case .replicas: "replicas"
    }
  }
}
