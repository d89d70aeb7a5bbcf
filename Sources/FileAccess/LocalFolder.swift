internal import Glibc

/// What is done to folders. Calls block.
public enum LocalFolder {
  /// Makes the folder at `path` and those that it lies in, where there are none; for its owner and
  /// group.
  public static func create(_ path: String) throws(FileError) {
    // From the top down; every prefix that ends before a slash is a folder on the way.
    var ends = path.indices.dropFirst().filter { path[$0] == "/" }
    ends.append(path.endIndex)
    for end in ends {
      let folder = String(path[..<end])
      do throws(FileError) {
        _ = try retrying("create", folder) { mkdir(folder, 0o750) }
      } catch {
        if isFolder(folder) { continue }
        guard access(folder, F_OK) == 0 else { throw error }
        throw FileError(errno: ENOTDIR, operation: "create", path: folder)
      }
    }
  }

  /// Whether there is a folder at `path`, symbolic links followed.
  public static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The names in the folder at `path`, without `.` and `..`, in the order of their bytes. A name
  /// that is not UTF-8 comes repaired, so there is no file of the name returned.
  public static func names(in path: String) throws(FileError) -> [String] {
    guard let stream = opendir(path) else {
      throw FileError(errno: errno, operation: "list", path: path)
    }
    defer { closedir(stream) }
    var names: [String] = []
    while true {
      // The end and an error look the same but for errno.
      errno = 0
      guard let entry = readdir(stream) else {
        if errno != 0 { throw FileError(errno: errno, operation: "list", path: path) }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      }
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { memory in
        String(decoding: memory.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
  }

  /// Waits until the names in the folder at `path` are on the disk itself.
  public static func synchronize(_ path: String) throws(FileError) {
    try OpenFile(path: path, mode: .read).synchronize()
  }

  /// The folder that the file at `path` lies in.
  public static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
