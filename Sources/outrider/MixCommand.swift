import ArgumentParser
import FileAccess
import InstanceMix
import MixLines

/// `outrider mix`: the cheapest instance mix for a need.
struct MixCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mix",
    abstract: "Find the cheapest instance mix, and prove it.",
    discussion: """
      From a catalogue, for people:
        outrider mix --catalogue FILE --need cpu=64,memory=256GiB,gpu=2
        outrider mix --catalogue FILE --replicas 12 --per-replica cpu=2,memory=4GiB
        outrider mix --catalogue FILE --pod api:12:cpu=2,memory=4GiB --pod job:3:cpu=6
      A need spreads over instances at will; replicas and pods are placed whole, those of several --pod side by side.

      What a load would have cost, served by one type, by one instance of the right size, and by the cheapest mix:
        outrider mix --catalogue FILE --load requests.csv
        outrider mix --catalogue FILE --prometheus URL --query 'sum(rate(http_requests_total[5m]))'

      From JSON lines, for programs: each line of --input is a problem, answered before the next is read. A line that is no \
      problem is answered with {"id":...,"status":"error","error":...}, and the rest go on; the exit code is 0 only where \
      every line was a problem.
      """)

  /// How answers are written.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case jsonl, table, karpenter
    case priorityExpander = "priority-expander"
  }

  @Option(
    help: ArgumentHelp(
      "Read problems, one JSON object a line; - is standard input.", valueName: "file"))
  var input: String?

  @Option(
    help: ArgumentHelp(
      "Read offers from a catalogue: YAML where the name ends in .yaml or .yml, else CSV.",
      valueName: "file"))
  var catalogue: String?

  @Option(
    help: ArgumentHelp(
      "jsonl (default for --input), table (default for --catalogue), karpenter (NodePools) or priority-expander (cluster-autoscaler's ConfigMap)."
    ))
  var format: Format?

  @Option(help: ArgumentHelp("What to hold: cpu, memory, gpu, rps.", valueName: "name=amount,..."))
  var need: String?

  @Option(help: "How many replicas to hold.")
  var replicas: Int?

  @Option(
    help: ArgumentHelp("What a replica needs: cpu, memory, gpu.", valueName: "name=amount,..."))
  var perReplica: String?

  @Option(
    help: ArgumentHelp(
      "Pods of one workload, and what each of them needs; repeat it for workloads on shared nodes.",
      valueName: "name:count:cpu=...,memory=..."))
  var pod: [String] = []

  @Option(
    help: ArgumentHelp(
      "Buy in this region of the catalogue alone; default: wherever it is cheapest.",
      valueName: "name"))
  var region: String?

  @Option(
    help: ArgumentHelp(
      "What every instance keeps for itself: cpu, memory, gpu.", valueName: "name=amount,..."))
  var reserve: String?

  @OptionGroup(title: "Constraints")
  var limits: MixConstraintArguments

  @Flag(help: "List the single offers that hold the need alone instead, cheapest first.")
  var homogeneous = false

  @Flag(help: "With jsonl: add what constraints cost, the next best mixes, risk and savings.")
  var explain = false

  @Option(
    help: ArgumentHelp(
      "What the nodes are for, in the names of NodePools; default: outrider.", valueName: "name"))
  var name: String?

  @Option(
    help: ArgumentHelp(
      "The time that one problem may take; default: as long as it needs.", valueName: "duration"))
  var deadline: String?

  @OptionGroup(title: "Cost of a load")
  var load: MixLoadArguments

  func validate() throws {
    guard (input == nil) != (catalogue == nil) else {
      throw ValidationError("Give one of --input and --catalogue.")
    }
    _ = try limit()
    if input != nil { return try validateLines() }
    let kinds = [need != nil, replicas != nil || perReplica != nil, !pod.isEmpty, load.isGiven]
    guard kinds.count(where: { $0 }) == 1, (replicas == nil) == (perReplica == nil) else {
      throw ValidationError(
        "Give one of --need, --replicas with --per-replica, --pod, and a load (--load or --prometheus)."
      )
    }
    guard !explain || format == .jsonl else {
      throw ValidationError("--explain is for --format jsonl; a table explains in any case.")
    }
    guard name == nil || format == .karpenter else {
      throw ValidationError("--name is for --format karpenter.")
    }
    let manyOrMoving = !pod.isEmpty || load.isGiven
    guard !homogeneous || !manyOrMoving && format ?? .table == .table else {
      throw ValidationError("--homogeneous is for --need or --replicas, as a table.")
    }
    guard !load.isGiven || format ?? .table == .table else {
      throw ValidationError("The cost of a load is a table.")
    }
    if !pod.isEmpty, explain {
      throw ValidationError("--explain is for --need or --replicas.")
    }
    _ = try question()
    _ = try systemReserve()
  }

  private func validateLines() throws {
    let others: [Any?] = [need, replicas, perReplica, region, reserve, name]
    let isBare =
      others.allSatisfy { $0 == nil } && pod.isEmpty && !limits.isGiven && !homogeneous
      && !load.isGiven
    guard isBare else {
      throw ValidationError("With --input, each line has its own need and constraints.")
    }
    guard format ?? .jsonl == .jsonl else {
      throw ValidationError("--format \(format?.rawValue ?? "") goes with --catalogue.")
    }
  }

  func run() async throws {
    do {
      if let catalogue {
        try await answer(catalogue: catalogue)
      } else if let input, try !answerLines(of: input) {
        throw ExitCode(1)
      }
    } catch let code as ExitCode {
      throw code
    } catch {
      Terminal.complain("mix: \(error)")
      throw ExitCode(1)
    }
  }

  private func limit() throws -> Duration? {
    try deadline.map { try MixArguments.duration($0, option: "--deadline") }
  }

  /// What the search for one answer may spend.
  func budgetOfSearch() throws -> SearchBudget {
    guard let limit = try limit() else { return .unlimited }
    let end = ContinuousClock.now + limit
    return SearchBudget { ContinuousClock.now >= end }
  }

  /// What every instance keeps for itself.
  func systemReserve() throws -> ResourceNeed {
    guard let reserve else { return ResourceNeed() }
    return try MixArguments.perReplica(reserve, option: "--reserve")
  }

  /// What is asked of a catalogue.
  enum Question {
    case need(MixProblem.Need)
    case replicas(Int, each: ResourceNeed)
    case pods([PodGroup])
    case load
  }

  /// What the options ask for.
  func question() throws -> Question {
    if let replicas, let perReplica {
      return .replicas(
        replicas, each: try MixArguments.perReplica(perReplica, option: "--per-replica"))
    }
    if let need {
      do {
        return .need(try NeedText(need).spread)
      } catch {
        throw ValidationError("--need: \(error)")
      }
    }
    return pod.isEmpty ? .load : .pods(try pod.map(MixArguments.pods))
  }
}
