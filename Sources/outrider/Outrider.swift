import ArgumentParser
@main
struct Outrider: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "outrider", subcommands: [MixCommand.self])
}
