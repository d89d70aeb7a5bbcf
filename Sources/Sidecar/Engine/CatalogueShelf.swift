import Configuration
import FileAccess
import InstanceMix
import Synchronization

/// Catalogues by path, read once for all workloads that name them, and anew only when the file is another one.
final class CatalogueShelf: Sendable {
  private struct Entry {
    var stamp: FileStamp
    var catalogue: Catalogue
  }

  private let entries = Mutex<[String: Entry]>([:])

  /// The catalogue at `path`.
  ///
  /// - Throws: `FileError`, or `ConfigurationError` with every problem of the file.
  func catalogue(at path: String) throws -> Catalogue {
    // The stamp before the content: a file that changes in between is read again the next time.
    let stamp = try FileStamp(path: path)
    if let entry = entries.withLock({ $0[path] }), entry.stamp == stamp { return entry.catalogue }
    let catalogue = try CatalogueFile.load(path: path)
    entries.withLock { $0[path] = Entry(stamp: stamp, catalogue: catalogue) }
    return catalogue
  }
}
