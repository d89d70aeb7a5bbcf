public import FileAccess

extension Secret {
  /// The secret's text; that of a file is read now, white space at its end not counted.
  public func resolve() throws(FileError) -> String {
    switch self {
    case .text(let text): return text
    case .file(let path):
      var bytes = try LocalFile.read(path, limit: 65_536)
      while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
      return String(decoding: bytes, as: UTF8.self)
    }
  }
}
