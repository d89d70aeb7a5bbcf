internal import Glibc

/// What is done to whole files. Calls block; paths are as the system takes them.
public enum LocalFile {
  /// The bytes of the file at `path`, at most `limit`. Symbolic links are followed; a pipe is read
  /// to its end.
  ///
  /// - Throws: `.tooLarge` where there are more, `.wrongKind` for a folder.
  public static func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
    try OpenFile(path: path, mode: .read).read(limit: limit)
  }

  /// Puts `bytes` in the place of whatever is at `path`, so that a reader, and whoever comes after
  /// a crash or a power cut, finds either the old bytes or the new ones. A symbolic link at `path`
  /// is replaced itself.
  public static func replace(_ path: String, with bytes: [UInt8]) throws(FileError) {
    let draft = "\(path).\(getpid()).tmp"
    do throws(FileError) {
      let file = try OpenFile(path: draft, mode: .replace)
      try file.write(bytes)
      try file.synchronize()
      try move(draft, to: path)
    } catch {
      // The draft is worthless, and so is a second error about it.
      _ = unlink(draft)
      throw error
    }
    try LocalFolder.synchronize(LocalFolder.parent(of: path))
  }

  /// Renames `path`; whatever was at `target` is gone.
  public static func move(_ path: String, to target: String) throws(FileError) {
    _ = try retrying("rename", path) { rename(path, target) }
  }

  /// Removes the file at `path`; there need not be one.
  public static func remove(_ path: String) throws(FileError) {
    do throws(FileError) {
      _ = try retrying("remove", path) { unlink(path) }
    } catch {
      if error.code != .notFound { throw error }
    }
  }
}
