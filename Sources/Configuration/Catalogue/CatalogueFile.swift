internal import FileAccess
public import InstanceMix

/// Reads catalogue files: YAML where the path ends in `.yaml` or `.yml`, else CSV.
public enum CatalogueFile {
  /// The largest catalogue, in bytes.
  static let limit = 64 << 20

  /// The catalogue in the file at `path`.
  ///
  /// - Parameter environment: The variables that `${NAME}` refers to, in YAML.
  /// - Throws: every problem in the file, each with its place.
  public static func load(
    path: String, environment: [String: String] = [:]
  ) throws(ConfigurationError) -> Catalogue {
    let loading = LoadingContext(
      environment: environment, folder: DocumentReading.folder(of: path))
    let catalogue = catalogue(path, loading)
    let problems = loading.sortedProblems
    guard let catalogue, !problems.contains(where: { $0.severity == .error }) else {
      throw ConfigurationError(problems: problems)
    }
    return catalogue
  }

  /// The catalogue at `path`, read once for a configuration; nil where it is none, which was reported.
  static func catalogue(_ path: String, _ loading: LoadingContext) -> Catalogue? {
    if let known = loading.catalogues[path] { return known }
    let catalogue = isYAML(path) ? yaml(path, loading) : csv(path, loading)
    loading.catalogues[path] = catalogue
    return catalogue
  }

  private static func isYAML(_ path: String) -> Bool {
    path.hasSuffix(".yaml") || path.hasSuffix(".yml")
  }

  private static func yaml(_ path: String, _ loading: LoadingContext) -> Catalogue? {
    guard let root = DocumentReading.root(path: path, loading) else { return nil }
    // What a configuration has read so far is not to be found wanting for what its catalogue lacks.
    let before = loading.errorCount
    let catalogue = CatalogueTable.root.read(root, as: "the catalogue", in: loading)
    return loading.errorCount == before ? catalogue : nil
  }

  private static func csv(_ path: String, _ loading: LoadingContext) -> Catalogue? {
    loading.watch(path)
    do {
      return try Catalogue(csv: LocalFile.read(path, limit: limit))
    } catch let error as CatalogueError {
      loading.report(.file(path: path, line: error.line, column: 1), error.message)
    } catch let error as FileError {
      loading.report(
        .file(path: path, line: 1, column: 1),
        "the file cannot be read: \(error.detail); expected a catalogue (CSV)")
    } catch {
      loading.report(.file(path: path, line: 1, column: 1), "\(error)")
    }
    return nil
  }
}
