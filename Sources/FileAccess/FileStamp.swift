internal import Glibc

/// What tells one state of a file from another, for those who watch it by asking again and again.
///
/// It describes the file that symbolic links end at. A Kubernetes ConfigMap changes by a swap of
/// the link `..data`, and so the inode behind an unchanged path changes with it.
public struct FileStamp: Hashable, Sendable {
  /// The device that the file is on.
  public let device: UInt64

  /// Its number there.
  public let inode: UInt64

  /// Its size in bytes.
  public let size: Int64

  /// When its bytes last changed, in nanoseconds since the Unix epoch.
  public let modified: Int64

  /// When its bytes or its properties last changed, in nanoseconds since the Unix epoch: nobody can
  /// set this back.
  public let changed: Int64

  /// The stamp of what is at `path` now.
  public init(path: String) throws(FileError) {
    var status = stat()
    _ = try retrying("examine", path) { stat(path, &status) }
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
    size = Int64(status.st_size)
    modified = Self.nanoseconds(status.st_mtim)
    changed = Self.nanoseconds(status.st_ctim)
  }

  private static func nanoseconds(_ time: timespec) -> Int64 {
    Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
  }
}
