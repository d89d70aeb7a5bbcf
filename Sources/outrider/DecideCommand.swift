import ArgumentParser
import Configuration
import DecisionLines
import ForecastLines
import Forecasting
import Scaling
import Sizing

/// `outrider decide`: the decision loop over standard input and output, for any host program.
struct DecideCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decide",
    abstract: "Decide replicas over standard input and output, for any host program.",
    discussion: """
      A line in, JSON each: {"hello":{"tick_s":15,"startup_s":120,"capacity":20.3,"min":1,"max":128}} first; \
      {"warmup":true,"t":1700000000,"load":812.5} for history; {"t":1700000015,"load":815,"ready":14,"pending":2} asks for a decision. \
      Only the last is answered: {"t":1700000015,"desired":18,"reason":"forecast","confidence":0.999}. A load that is not known is null.

      A line that cannot be used is answered with {"error":...} and changes nothing; the exit code is 0 only where every line was used.
      """)

  @Option(
    help: ArgumentHelp(
      "The share of time in which load may exceed ready capacity, such as 0.001 or 0.1%; default: that of --config, else 0.1%.",
      valueName: "share"))
  var targetOverload: String?

  @Option(
    help: ArgumentHelp(
      "A configuration whose workload says start-up time, replicas and the load that one serves; hello overrides it.",
      valueName: "file"))
  var config: String?

  @Option(
    help: ArgumentHelp("The workload of --config; default: its only one.", valueName: "name"))
  var workload: String?

  @Option(
    help: ArgumentHelp(
      "A policy that decides instead, such as conservative; default: that of --config, else promise.",
      valueName: "name"))
  var policy: String?

  func validate() throws {
    _ = try rule()
    _ = try share()
    guard workload == nil || config != nil else {
      throw ValidationError("--workload is for --config.")
    }
  }

  func run() throws {
    do {
      var session = DecisionSession(try settings())
      if try !answer(&session) { throw ExitCode(1) }
    } catch let code as ExitCode {
      throw code
    } catch {
      Terminal.complain("decide: \(error)")
      throw ExitCode(1)
    }
  }

  /// Answers every line, each before the next is read; false where one could not be used.
  private func answer(_ session: inout DecisionSession) throws -> Bool {
    var input = try ForecastInput(path: "-")
    var line: [UInt8] = []
    var areAllUsed = true
    while true {
      switch try input.next(into: &line) {
      case .end: return areAllUsed
      case .tooLong:
        areAllUsed = false
        let error = DecisionLineError("longer than \(ForecastInput.longestLine) bytes")
        try ForecastOutput.standard.write(session.refusal(error))
      case .line:
        if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
        do {
          if let answer = try session.take(line) { try ForecastOutput.standard.write(answer) }
        } catch let error as DecisionLineError {
          areAllUsed = false
          try ForecastOutput.standard.write(session.refusal(error))
        }
      }
    }
  }

  private func share() throws -> Double? {
    try targetOverload.map { try MixArguments.probability($0, option: "--target-overload") }
  }

  private func rule() throws -> DecisionRule? {
    guard let policy else { return nil }
    let known = WorkloadSettings.Policy.allCases.filter { $0 != .forecast }
    guard let chosen = known.first(where: { $0.rawValue == policy }) else {
      throw ValidationError(
        "--policy: \(policy) is none; expected \(known.map(\.rawValue).joined(separator: ", ")).")
    }
    var workload = WorkloadSettings(name: "")
    workload.policy = chosen
    return workload.rule
  }

  private func settings() throws -> DecisionSession.Settings {
    var settings = DecisionSession.Settings()
    if let config { try take(config, into: &settings) }
    if let share = try share() { settings.targetOverload = share }
    if let rule = try rule() { settings.rule = rule }
    return settings
  }

  private func take(_ path: String, into settings: inout DecisionSession.Settings) throws {
    let loaded = ConfigurationLoader(models: ForecastModel.namesBesideAuto).load(
      path: path, environment: processEnvironment())
    guard let all = loaded.settings else {
      throw ValidationError("--config: \(loaded.problems.map { "\($0)" }.joined(separator: "\n"))")
    }
    let names = all.workloads.map(\.name).joined(separator: ", ")
    let chosen = workload.map { name in all.workloads.filter { $0.name == name } } ?? all.workloads
    guard let one = chosen.first, chosen.count == 1 else {
      throw ValidationError("--workload: expected one of: \(names)")
    }
    settings.risk.tick = all.interval
    settings.risk.startup = one.startup
    settings.risk.least = one.replicas.min
    settings.risk.most = one.replicas.max
    settings.targetOverload = one.targetOverload
    settings.rule = one.rule
    if case .perReplica(let load)? = one.signals.first?.target { settings.capacity = load }
  }
}
