internal import Glibc

/// An open file; closed when it goes out of scope.
public struct OpenFile: ~Copyable {
  /// The path that it was opened by.
  public let path: String

  private let descriptor: Int32

  /// What an open file is for.
  public enum Mode: Hashable, Sendable {
    /// Reading what is there.
    case read
    /// Writing behind what is there; made where there is none.
    case append
    /// Writing anew, whatever was there is lost; made where there is none.
    case replace
  }

  /// Opens the file at `path`, symbolic links followed. A file that is made is readable and
  /// writable by its owner, readable by its group.
  public init(path: String, mode: Mode) throws(FileError) {
    let flags =
      switch mode {
      case .read: O_RDONLY
      case .append: O_WRONLY | O_CREAT | O_APPEND
      case .replace: O_WRONLY | O_CREAT | O_TRUNC
      }
    descriptor = try retrying("open", path) { open(path, flags | O_CLOEXEC, 0o640) }
    self.path = path
  }

  deinit {
    // What a close could report a write has reported before, or `synchronize` would have.
    _ = close(descriptor)
  }

  /// Its size in bytes now.
  public func size() throws(FileError) -> Int {
    var status = stat()
    _ = try retrying("examine", path) { fstat(descriptor, &status) }
    return Int(status.st_size)
  }

  /// The bytes from the present position to the end, at most `limit`.
  ///
  /// - Throws: `.tooLarge` where there are more.
  public func read(limit: Int) throws(FileError) -> [UInt8] {
    var status = stat()
    _ = try retrying("examine", path) { fstat(descriptor, &status) }
    guard status.st_mode & S_IFMT != S_IFDIR else {
      throw FileError(errno: EISDIR, operation: "read", path: path)
    }
    // A size is a hint only: files grow, and those in /proc and pipes say 0. One byte more than
    // that finds the end with one call less.
    var room = min(max(Int(status.st_size), 0), max(limit, 0)) + 1
    var bytes: [UInt8] = []
    while true {
      let chunk = try readOnce(atMost: room)
      if chunk.isEmpty { return bytes }
      if bytes.isEmpty { bytes = chunk } else { bytes += chunk }
      if bytes.count > limit {
        throw FileError(
          .tooLarge, operation: "read", path: path,
          detail: "it has more than the \(limit) bytes allowed")
      }
      room = 65_536
    }
  }

  private func readOnce(atMost count: Int) throws(FileError) -> [UInt8] {
    var failure: FileError?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      do throws(FileError) {
        initialized = try retrying("read", path) {
          Glibc.read(descriptor, buffer.baseAddress, count)
        }
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Writes all of `bytes`: one call of write(2) unless the system takes only a part.
  ///
  /// On an error some of the bytes may be in the file.
  public func write(_ bytes: [UInt8]) throws(FileError) {
    var written = 0
    while written < bytes.count {
      let count = try retrying("write", path) {
        bytes.withUnsafeBytes { memory in
          Glibc.write(descriptor, memory.baseAddress.map { $0 + written }, bytes.count - written)
        }
      }
      guard count > 0 else {
        throw FileError(.noSpace, operation: "write", path: path, detail: "nothing was taken")
      }
      written += count
    }
  }

  /// Cuts the file to `size` bytes.
  public func truncate(to size: Int) throws(FileError) {
    _ = try retrying("truncate", path) { ftruncate(descriptor, size) }
  }

  /// Waits until everything written is on the disk itself.
  public func synchronize() throws(FileError) {
    _ = try retrying("synchronize", path) { fsync(descriptor) }
  }

  /// Takes the exclusive lock of this file (flock(2)), which ends with this value and with the
  /// process.
  ///
  /// - Parameter patience: How often, ten milliseconds apart, it is tried again: a process that is just ending, or
  ///   a child that has just been forked and has not yet become its program, holds a lock for a moment longer.
  /// - Throws: `.locked` where someone else holds it.
  public func lock(patience: Int = 0) throws(FileError) {
    for attempt in 0...max(0, patience) {
      do throws(FileError) {
        _ = try retrying("lock", path) { flock(descriptor, LOCK_EX | LOCK_NB) }
        return
      } catch {
        guard error.code == .locked else { throw error }
        if attempt < patience { usleep(10_000) }
      }
    }
    throw FileError(
      .locked, operation: "lock", path: path,
      detail: "another process uses it, expected to be the only one")
  }
}
