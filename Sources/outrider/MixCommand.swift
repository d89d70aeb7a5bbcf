import ArgumentParser
import Glibc
import InstanceMix

/// `outrider mix`: the cheapest instance mix for a need.
struct MixCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mix", abstract: "Find the cheapest instance mix, and prove it.")

  @Option(
    help: ArgumentHelp("Problems, one JSON object a line; - is standard input.", valueName: "file"))
  var input: String?

  @Option(help: "The time that one problem may take, such as 1s or 200ms.")
  var deadline: String?

  func run() throws {
    let path = input ?? "-"
    guard let file = path == "-" ? fdopen(STDIN_FILENO, "r") : fopen(path, "r") else {
      throw MixLineError(id: nil, description: path)
    }
    let good = try MixLines(deadline: .milliseconds(Int(deadline ?? "1000") ?? 1000)).answer(file)
    if !good { throw ExitCode(1) }
  }
}
