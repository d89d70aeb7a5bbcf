import Configuration
import Foundation

/// Files and folders that the tests read.
enum Fixture {
  /// The folder `Fixtures`.
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Fixtures").path

  /// The path of a file in `Fixtures`.
  static func path(_ name: String) -> String {
    folder + "/" + name
  }

  /// The path of a file in the repository.
  static func repositoryPath(_ name: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: name).path
  }

  /// The text of a file in `Fixtures`.
  static func text(_ name: String) throws -> String {
    try String(contentsOfFile: path(name), encoding: .utf8)
  }

  /// Loads text as file `c.yaml` whose folder is `Fixtures`.
  static func load(
    _ text: String, environment: [String: String] = [:], models: [String]? = nil
  ) -> ConfigurationLoad {
    ConfigurationLoader(models: models).load(
      text: text, file: "c.yaml", folder: folder, environment: environment)
  }

  /// The smallest configuration: a workload with one signal.
  static let smallest = """
    sources:
      - prometheus: { url: http://127.0.0.1:9090 }
    workloads:
      - name: checkout
        signals:
          - { query: up, per_replica: 25 }

    """
}
