/// Reads HTTP client files: who asks a server, and how it is reached, with the keys of a source.
public enum HTTPClientFile {
  /// What the file at `path` says; relative paths in it start from its folder. An empty file has every default.
  ///
  /// - Parameter environment: The variables that `${NAME}` refers to.
  /// - Throws: every problem in the file, where one of them is an error.
  public static func load(
    path: String, environment: [String: String]
  ) throws(ConfigurationError) -> HTTPAccessSettings {
    let loading = LoadingContext(
      environment: environment, folder: DocumentReading.folder(of: path))
    let settings = DocumentReading.root(path: path, loading).flatMap {
      HTTPClientTable.root.read($0, as: "the HTTP client file", in: loading)
    }
    let problems = loading.sortedProblems
    guard let settings, !problems.contains(where: { $0.severity == .error }) else {
      throw ConfigurationError(problems: problems)
    }
    return settings
  }
}
