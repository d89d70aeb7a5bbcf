import Glibc

/// What the process does about the files and sockets that it may have open.
enum ProcessDescriptors {
  /// Raises the limit on open descriptors to what the system allows, as servers do: the usual 1,024 is for programs that call select(2), and
  /// would leave clients of /metrics and sources to take them from each other.
  static func prepare() {
    var limit = rlimit()
    let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    guard getrlimit(kind, &limit) == 0, limit.rlim_cur < most else { return }
    limit.rlim_cur = min(limit.rlim_max, most)
    setrlimit(kind, &limit)
  }

  /// More are never needed.
  private static let most: rlim_t = 65_536
}
