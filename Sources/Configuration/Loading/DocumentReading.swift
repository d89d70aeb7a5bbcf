internal import FileAccess
internal import YAML

/// Reads YAML files into trees with places.
enum DocumentReading {
  /// The largest configuration file, in bytes.
  static let limit = 16 << 20

  /// The tree in the file at `path`; nil where there is none, which is reported.
  static func root(path: String, _ loading: LoadingContext) -> Node? {
    loading.watch(path)
    do throws(FileError) {
      return root(bytes: try LocalFile.read(path, limit: limit), file: path, loading)
    } catch {
      loading.report(
        .file(path: path, line: 1, column: 1),
        "the file cannot be read: \(error.detail); expected a readable YAML file")
      return nil
    }
  }

  /// The tree in `bytes`, an empty mapping where they hold no document; nil where they are no YAML, which is
  /// reported.
  static func root(bytes: [UInt8], file: String, _ loading: LoadingContext) -> Node? {
    do throws(YAMLError) {
      guard let document = try YAMLNode.parse(bytes) else {
        return Node(place: .file(path: file, line: 1, column: 1), content: .mapping([]))
      }
      return Node(document, file: file, loading: loading)
    } catch {
      loading.report(
        .file(path: file, line: error.position.line, column: error.position.column), error.message)
      return nil
    }
  }

  /// The folder that holds the file at `path`; empty for the working directory.
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "" }
    return slash == path.startIndex ? "/." : String(path[..<slash])
  }
}
