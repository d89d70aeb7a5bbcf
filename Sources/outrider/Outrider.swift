import ArgumentParser
import Glibc
import Sidecar

/// The command `outrider`: one file a subcommand.
@main
struct Outrider: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "outrider",
    abstract: "Rides ahead of the load: forecasts it, and recommends replicas and instances.",
    discussion: """
      Outrider reads Prometheus queries and Redis gauges, forecasts the load of the time that a new replica needs \
      to start, and serves the replicas that it recommends on /metrics, as JSON and to autoscalers.
      """,
    version: "outrider \(Version.current)",
    subcommands: [
      RunCommand.self, BacktestCommand.self, CheckCommand.self, DecideCommand.self,
      ForecastCommand.self,
      MixCommand.self,
      ExplainCommand.self, VersionCommand.self,
    ])

  /// Exit code 0 for success, 1 for a failure of the work, 2 for wrong usage.
  static func main() async {
    do {
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
      Terminal.write(fullMessage(for: error))
      Glibc.exit(2)
    }
  }
}
