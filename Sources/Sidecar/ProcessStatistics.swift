import Feeds
import FileAccess
import Glibc

/// What the kernel says of this process, in the units of Prometheus' client libraries. What cannot be read is nil.
struct ProcessStatistics: Sendable {
  /// User and system CPU time, in seconds.
  var cpuSeconds: Double?
  /// Resident memory, in bytes.
  var residentMemoryBytes: Double?
  /// Virtual memory, in bytes.
  var virtualMemoryBytes: Double?
  /// Open file descriptors.
  var openDescriptors: Double?
  /// The limit on open file descriptors.
  var maximumDescriptors: Double?
  /// Start of the process, in Unix seconds.
  var startTimeSeconds: Double?
  /// Threads of the process.
  var threads: Double?

  /// Reads `/proc/self/stat` and its neighbours.
  static func read() -> ProcessStatistics {
    var statistics = ProcessStatistics()
    var usage = rusage()
    if getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 {
      statistics.cpuSeconds = seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }
    var limit = rlimit()
    if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
      statistics.maximumDescriptors = Double(limit.rlim_cur)
    }
    if let entries = try? LocalFolder.names(in: "/proc/self/fd") {
      // The listing itself holds one descriptor open.
      statistics.openDescriptors = Double(max(0, entries.count - 1))
    }
    statistics.readStat()
    return statistics
  }

  /// The values that are known, by metric.
  var metrics: [ProcessMetric: Double] {
    var metrics: [ProcessMetric: Double] = [:]
    metrics[.cpuSeconds] = cpuSeconds
    metrics[.residentMemory] = residentMemoryBytes
    metrics[.virtualMemory] = virtualMemoryBytes
    metrics[.openDescriptors] = openDescriptors
    metrics[.maximumDescriptors] = maximumDescriptors
    metrics[.startTime] = startTimeSeconds
    metrics[.threads] = threads
    return metrics
  }

  /// Fields of proc(5)'s `stat`, counted after the command's closing parenthesis: 17 threads, 19 start time in
  /// clock ticks since boot, 20 virtual bytes, 21 resident pages.
  private mutating func readStat() {
    guard let bytes = try? LocalFile.read("/proc/self/stat", limit: 65_536) else { return }
    let text = String(decoding: bytes, as: UTF8.self)
    guard let end = text.lastIndex(of: ")") else { return }
    let fields = text[text.index(after: end)...].split(separator: " ")
    guard fields.count > 21 else { return }
    threads = Double(fields[17])
    virtualMemoryBytes = Double(fields[20])
    residentMemoryBytes = Double(fields[21]).map { $0 * Double(sysconf(Int32(_SC_PAGESIZE))) }
    if let ticks = Double(fields[19]), let booted = Self.bootTime {
      startTimeSeconds = booted + ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
  }

  /// When the machine started, in Unix seconds, once and for all: it must not move with the clock. From the clocks where /proc/stat is hidden (`ProcSubset=pid`).
  private static let bootTime: Double? = {
    if let bytes = try? LocalFile.read("/proc/stat", limit: 16 << 20) {
      for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      where line.hasPrefix("btime ") {
        return Double(line.dropFirst(6))
      }
    }
    var wall = timespec()
    var sinceBoot = timespec()
    guard clock_gettime(CLOCK_REALTIME, &wall) == 0, clock_gettime(CLOCK_BOOTTIME, &sinceBoot) == 0
    else { return nil }
    let difference =
      Double(wall.tv_sec - sinceBoot.tv_sec) + Double(wall.tv_nsec - sinceBoot.tv_nsec) / 1e9
    return (difference * 100).rounded() / 100
  }()

  private static func seconds(_ time: timeval) -> Double {
    Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000
  }
}
