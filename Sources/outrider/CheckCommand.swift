import ArgumentParser
import Configuration
import Forecasting
import Sidecar

/// `outrider check`
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check configuration files, without network.",
    discussion: """
      Prints every problem as file:line:column: error: what, and what was expected. Exit code 0: no errors; 1: \
      some file has errors.
      """)

  @Argument(help: "Configuration files (YAML).")
  var files: [String]

  func run() throws {
    let loader = ConfigurationLoader(models: ForecastModel.namesBesideAuto)
    let environment = processEnvironment()
    var isGood = true
    for file in files {
      let loaded = loader.load(path: file, environment: environment)
      for problem in loaded.problems { print(problem) }
      guard let settings = loaded.settings else {
        isGood = false
        continue
      }
      let obstacles = Rehearsal.problems(of: settings)
      for obstacle in obstacles {
        let place = loaded.place(ofItem: obstacle.name, in: obstacle.list)
        print("\(place?.description ?? file): error: \(obstacle.message)")
      }
      guard obstacles.isEmpty else {
        isGood = false
        continue
      }
      let sources = count(settings.sources.count, "source")
      let workloads = count(settings.workloads.count, "workload")
      print("\(file): ok: \(sources), \(workloads)")
    }
    if !isGood { throw ExitCode.failure }
  }

  private func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }
}
