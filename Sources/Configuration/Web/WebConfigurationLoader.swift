/// Reads web configuration files.
public struct WebConfigurationLoader: Sendable {
  /// A loader.
  public init() {}

  /// Reads the file at `path`; relative paths in it start from its folder. An empty file is plain HTTP.
  ///
  /// - Parameter environment: The variables that `${NAME}` refers to.
  public func load(path: String, environment: [String: String]) -> WebConfigurationLoad {
    let loading = LoadingContext(
      environment: environment, folder: DocumentReading.folder(of: path))
    let configuration = DocumentReading.root(path: path, loading).flatMap {
      WebTable.root.read($0, named: "the web configuration", in: loading)
    }
    return WebConfigurationLoad(configuration, loading)
  }
}

/// What loading a web configuration gave.
public struct WebConfigurationLoad: Sendable {
  /// The configuration; nil where a problem is an error.
  public let configuration: WebConfiguration?

  /// Everything that is wrong, in file order.
  public let problems: [Problem]

  /// The files that the configuration depends on, found even where it has errors.
  public let watchedFiles: WatchedFiles

  init(_ configuration: WebConfiguration?, _ loading: LoadingContext) {
    problems = loading.sortedProblems
    self.configuration = problems.contains { $0.severity == .error } ? nil : configuration
    watchedFiles = WatchedFiles(paths: loading.files)
  }

  /// The configuration.
  ///
  /// - Throws: `ConfigurationError` with every problem, where one of them is an error.
  public func get() throws(ConfigurationError) -> WebConfiguration {
    guard let configuration else { throw ConfigurationError(problems: problems) }
    return configuration
  }
}
