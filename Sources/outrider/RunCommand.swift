import ArgumentParser
import Configuration
import Sidecar

/// `outrider run`
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run the sidecar: collect, forecast, recommend, publish.",
    discussion: """
      SIGHUP, POST /-/reload and changes of the configuration's files reload it; SIGTERM ends it. Every scalar of the \
      configuration can be set in the environment (OUTRIDER_INTERVAL=30s); without --config the environment says everything.
      """)

  @Option(name: .customLong("config"), help: "The configuration file (YAML).")
  var config: String?

  @Option(
    name: .customLong("web.listen-address"),
    help: "The address to listen on, host:port; overrides web.listen.")
  var listen: String?

  @Option(
    name: .customLong("web.config.file"),
    help: "A web configuration file with TLS and basic authentication; overrides web.config_file.")
  var webConfiguration: String?

  @Option(
    name: .customLong("log.level"), help: "debug, info, warn or error; overrides log.level.",
    transform: { try choice($0) })
  var logLevel: LogSettings.Level?

  @Option(
    name: .customLong("log.format"), help: "logfmt or json; overrides log.format.",
    transform: { try choice($0) })
  var logFormat: LogSettings.Format?

  func run() async throws {
    do {
      try await Sidecar.run(
        Sidecar.Options(
          configuration: config, listen: listen, webConfiguration: webConfiguration,
          logLevel: logLevel, logFormat: logFormat, environment: processEnvironment()))
    } catch {
      Terminal.complain("\(error)")
      if config == nil {
        Terminal.write(
          "No --config was given, so the environment has to say everything (OUTRIDER_*).")
      }
      throw ExitCode.failure
    }
  }
}

/// The case of that name.
private func choice<Choice: CaseIterable & RawRepresentable<String>>(_ text: String) throws
  -> Choice
{
  if let choice = Choice(rawValue: text) { return choice }
  let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
  throw ValidationError("expected one of \(names), found \(text)")
}
