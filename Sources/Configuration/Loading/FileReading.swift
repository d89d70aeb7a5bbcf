import Glibc

/// Why a file cannot be read.
struct FileReadingError: Error {
  let message: String
}

/// Reads small files whole.
enum FileReading {
  /// The bytes of the file at `path`, at most `limit` of them.
  static func read(_ path: String, limit: Int) throws(FileReadingError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw FileReadingError(message: reason(errno)) }
    defer { _ = close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileReadingError(message: reason(errno)) }
    guard status.st_mode & S_IFMT != S_IFDIR else {
      throw FileReadingError(message: "it is a folder")
    }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count == 0 { return bytes }
      if count < 0 {
        if errno == EINTR { continue }
        throw FileReadingError(message: reason(errno))
      }
      bytes.append(contentsOf: chunk[..<count])
      guard bytes.count <= limit else {
        throw FileReadingError(message: "it is larger than \(limit) bytes")
      }
    }
  }

  private static func reason(_ code: Int32) -> String {
    switch code {
    case ENOENT: "there is no such file"
    case EACCES, EPERM: "permission denied"
    case ENOTDIR: "part of its path is no folder"
    case EISDIR: "it is a folder"
    case ELOOP: "its symbolic links form a loop"
    case ENAMETOOLONG: "its name is too long"
    default: "system error \(code)"
    }
  }
}

extension FileReading {
  /// Why the file at `path` cannot be read; nil where it can.
  static func whyUnreadable(_ path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return reason(errno) }
    defer { _ = close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return reason(errno) }
    return status.st_mode & S_IFMT == S_IFDIR ? "it is a folder" : nil
  }
}
