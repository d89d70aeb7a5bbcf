internal import FileAccess

/// Looks at files without reading them.
enum FileReading {
  /// Why the file at `path` cannot be read; nil where it can.
  static func whyUnreadable(_ path: String) -> String? {
    if LocalFolder.isFolder(path) { return "it is a folder" }
    do throws(FileError) {
      _ = try OpenFile(path: path, mode: .read)
      return nil
    } catch {
      return error.detail
    }
  }
}
