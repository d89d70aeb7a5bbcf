internal import YAML

/// Reads configurations: a YAML file, the environment's `OUTRIDER_*` variables, or both together.
///
/// Every problem is found in one go. Nothing but files is touched: no network.
public struct ConfigurationLoader: Sendable {
  /// The forecasting models that a signal may name besides `auto`; nil: any name is taken.
  public var models: [String]?

  /// A loader that takes `models`.
  public init(models: [String]? = nil) { self.models = models }

  /// Reads the file at `path` and the environment's overrides of it.
  ///
  /// - Parameters:
  ///   - path: A YAML file; relative paths in it start from its folder. Nil: the environment alone says
  ///     everything, and relative paths start from the working directory.
  ///   - environment: The variables that `${NAME}` and `OUTRIDER_*` refer to.
  public func load(path: String?, environment: [String: String]) -> ConfigurationLoad {
    guard let path else {
      let loading = LoadingContext(environment: environment, folder: "", models: models)
      return load(Node(place: .environment, content: .mapping([])), loading)
    }
    let loading = LoadingContext(
      environment: environment, folder: DocumentReading.folder(of: path), models: models)
    guard let root = DocumentReading.root(path: path, loading) else {
      return ConfigurationLoad(settings: nil, loading)
    }
    return load(root, loading)
  }

  /// Reads a configuration that is given as text.
  ///
  /// - Parameters:
  ///   - text: YAML.
  ///   - file: The file's name in problems.
  ///   - folder: The folder that relative paths start from; empty for the working directory.
  ///   - environment: The variables that `${NAME}` and `OUTRIDER_*` refer to.
  public func load(
    text: String, file: String = "configuration", folder: String = "",
    environment: [String: String] = [:]
  ) -> ConfigurationLoad {
    let loading = LoadingContext(environment: environment, folder: folder, models: models)
    guard let root = DocumentReading.root(bytes: Array(text.utf8), file: file, loading) else {
      return ConfigurationLoad(settings: nil, loading)
    }
    return load(root, loading)
  }

  private func load(_ root: Node, _ loading: LoadingContext) -> ConfigurationLoad {
    var root = root
    let block = SettingsTable.root
    Overrides(environment: loading.environment).apply(
      to: &root, outline: block.outline, loading: loading)
    let settings = block.read(root, as: "the configuration", in: loading)
    let web = settings?.web.configFile.map {
      WebConfigurationLoader().load(path: $0, environment: loading.environment)
    }
    return ConfigurationLoad(settings: settings, web: web, loading)
  }
}

/// What loading a configuration gave.
public struct ConfigurationLoad: Sendable {
  /// The settings; nil where a problem is an error.
  public let settings: Settings?

  /// What the file that `web.config_file` names says; nil where it names none, or where a problem is an error.
  public let webConfiguration: WebConfiguration?

  /// Everything that is wrong, in file order, a web configuration's problems last; warnings alone leave the
  /// settings usable.
  public let problems: [Problem]

  /// The files that the configuration depends on, found even where it has errors.
  public let watchedFiles: WatchedFiles

  private let itemPlaces: [String: Place]

  /// Where an entry of `sources` or `workloads` has its name.
  public func place(ofItem name: String, in list: String) -> Place? {
    itemPlaces["\(list)/\(name)"]
  }

  init(settings: Settings?, web: WebConfigurationLoad? = nil, _ loading: LoadingContext) {
    itemPlaces = loading.itemPlaces
    problems = loading.sortedProblems + (web?.problems ?? [])
    let isUsable = !problems.contains { $0.severity == .error }
    self.settings = isUsable ? settings : nil
    webConfiguration = isUsable ? web?.configuration : nil
    for path in web?.watchedFiles.paths ?? [] { loading.watch(path) }
    watchedFiles = WatchedFiles(paths: loading.files)
  }

  /// The settings.
  ///
  /// - Throws: `ConfigurationError` with every problem, where one of them is an error.
  public func get() throws(ConfigurationError) -> Settings {
    guard let settings else { throw ConfigurationError(problems: problems) }
    return settings
  }
}

/// A configuration that cannot be used, with everything that is wrong with it.
public struct ConfigurationError: Error, Hashable, Sendable {
  /// What is wrong, in file order; at least one is an error.
  public let problems: [Problem]
}

extension ConfigurationError: CustomStringConvertible {
  /// One problem a line.
  public var description: String { problems.map(\.description).joined(separator: "\n") }
}

/// The files that a configuration depends on: a change of any of them is a reason to load it anew.
public struct WatchedFiles: Hashable, Sendable {
  /// Their paths, the configuration file's first, each once.
  public let paths: [String]
}
