import ArgumentParser
import FileAccess
import Glibc
import InstanceMix
import JSON
import MixLines

/// `outrider mix`: the cheapest instance mix for a need.
struct MixCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mix",
    abstract: "Find the cheapest instance mix, and prove it.",
    discussion: """
      From a catalogue, for people:
        outrider mix --catalogue FILE --need cpu=64,memory=256GiB,gpu=2
        outrider mix --catalogue FILE --replicas 12 --per-replica cpu=2,memory=4GiB
      A need spreads over instances at will; replicas are placed whole.

      From JSON lines, for programs: each line of --input is a problem, answered before the next is read. A line that is no \
      problem is answered with {"id":...,"status":"error","error":...}, and the rest go on; the exit code is 0 only where \
      every line was a problem.
      """)

  /// How answers are written.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case jsonl, table
  }

  @Option(
    help: ArgumentHelp(
      "Read problems, one JSON object a line; - is standard input.", valueName: "file"))
  var input: String?

  @Option(help: ArgumentHelp("Read offers from a catalogue in CSV.", valueName: "file"))
  var catalogue: String?

  @Option(help: "jsonl (default for --input) or table (default for --catalogue).")
  var format: Format?

  @Option(help: ArgumentHelp("What to hold: cpu, memory, gpu, rps.", valueName: "name=amount,..."))
  var need: String?

  @Option(help: "How many replicas to hold.")
  var replicas: Int?

  @Option(
    help: ArgumentHelp("What a replica needs: cpu, memory, gpu.", valueName: "name=amount,..."))
  var perReplica: String?

  @Option(help: ArgumentHelp("Leave out offers that serve more slowly.", valueName: "duration"))
  var latency: String?

  @Option(help: ArgumentHelp("The most that the mix may cost an hour.", valueName: "dollars"))
  var budget: String?

  @Option(
    help: ArgumentHelp("The most of the need that spot instances may hold.", valueName: "share"))
  var spotShare: String?

  @Option(help: "The most instances.")
  var maxInstances: Int?

  @Option(help: "The fewest distinct instance types.")
  var minTypes: Int?

  @Option(help: "The fewest distinct zones.")
  var minZones: Int?

  @Option(
    help: ArgumentHelp(
      "The time that one problem may take; default: as long as it needs.", valueName: "duration"))
  var deadline: String?

  func validate() throws {
    guard (input == nil) != (catalogue == nil) else {
      throw ValidationError("Give one of --input and --catalogue.")
    }
    _ = try limit()
    if input != nil {
      let others: [Any?] = [
        need, replicas, perReplica, latency, budget, spotShare, maxInstances, minTypes, minZones,
      ]
      guard others.allSatisfy({ $0 == nil }) else {
        throw ValidationError("With --input, each line has its own need and constraints.")
      }
      if format == .table { throw ValidationError("--format table goes with --catalogue.") }
      return
    }
    guard (need == nil) != (replicas == nil), (replicas == nil) == (perReplica == nil) else {
      throw ValidationError("Give --need, or --replicas with --per-replica.")
    }
    _ = try constraints()
    do {
      _ = try need.map { try NeedText($0) }
    } catch {
      throw ValidationError("--need: \(error)")
    }
    do {
      let each = try perReplica.map { try NeedText($0) }
      guard each?.deciRequestsPerSecond == nil else {
        throw ValidationError("--per-replica: found rps, expected cpu, memory or gpu.")
      }
    } catch let error as NeedTextError {
      throw ValidationError("--per-replica: \(error)")
    }
  }

  func run() throws {
    do {
      if let catalogue {
        try answer(catalogue: catalogue)
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

  private func constraints() throws -> MixConstraints {
    var constraints = MixConstraints()
    constraints.maximumLatencyMilliseconds = try latency.map {
      try MixArguments.milliseconds($0, option: "--latency")
    }
    constraints.budgetMicrodollarsPerHour = try budget.map {
      try MixArguments.microdollars($0, option: "--budget")
    }
    constraints.maximumSpotSharePerMille = try spotShare.map {
      try MixArguments.perMille($0, option: "--spot-share")
    }
    constraints.maximumInstances = maxInstances
    constraints.minimumTypes = minTypes
    constraints.minimumZones = minZones
    return constraints
  }

  // MARK: Catalogue

  /// The largest catalogue file that is read.
  private static let largestCatalogue = 64 << 20

  private func answer(catalogue path: String) throws {
    let catalogue: Catalogue
    do {
      catalogue = try Catalogue(csv: LocalFile.read(path, limit: Self.largestCatalogue))
    } catch let error as CatalogueError {
      throw MixFileError(path: path, error: error)
    }
    let problem = try problem(catalogue)
    let solver = MixSolver(budget: try budgetOfSearch())
    let start = Self.processorNanoseconds()
    let answer = solver.solve(problem)
    let spent = Double(Self.processorNanoseconds() - start) / 1e6
    if format == .jsonl {
      try MixOutput.write(MixAnswerLine.bytes(answer, id: .null, milliseconds: spent))
    } else {
      // What follows explains: a short search for each question is enough.
      let quick = MixSolver(budget: SearchBudget(nodes: 20_000))
      let table = MixTable(
        answer, to: problem,
        prices: answer.cost == nil ? [] : quick.pricesOfConstraints(of: problem),
        obstacles: answer.status == .infeasible ? quick.obstacles(of: problem).obstacles : [])
      try MixOutput.write(Array(table.text.utf8))
    }
    if answer.cost == nil { throw ExitCode(1) }
  }

  private func problem(_ catalogue: Catalogue) throws -> MixProblem {
    if let replicas, let perReplica {
      return try MixProblem(
        catalogue: catalogue, replicas: replicas, perReplica: NeedText(perReplica).perReplica,
        constraints: constraints())
    }
    return try MixProblem(
      catalogue: catalogue, need: NeedText(need ?? "").spread, constraints: constraints())
  }

  private func budgetOfSearch() throws -> SearchBudget {
    guard let limit = try limit() else { return .unlimited }
    let end = ContinuousClock.now + limit
    return SearchBudget { ContinuousClock.now >= end }
  }

  private static func processorNanoseconds() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }

  // MARK: Lines

  /// Answers every line of a file, in order; false where one of them was no problem.
  private func answerLines(of path: String) throws -> Bool {
    guard let file = path == "-" ? fdopen(STDIN_FILENO, "r") : fopen(path, "r") else {
      throw MixSystemError(doing: "opening \(path)", code: errno)
    }
    defer { fclose(file) }
    var buffer: UnsafeMutablePointer<CChar>?
    var capacity = 0
    defer { free(buffer) }
    var areAllProblems = true
    var number = 0
    while true {
      let length = getline(&buffer, &capacity, file)
      guard length >= 0, let buffer else { break }
      number += 1
      let bytes = [UInt8](UnsafeRawBufferPointer(start: buffer, count: length))
      if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }) { continue }
      do {
        let line = try MixLine(bytes)
        let solver = MixSolver(budget: try budgetOfSearch())
        let start = Self.processorNanoseconds()
        let answer = solver.solve(line.problem)
        let spent = Double(Self.processorNanoseconds() - start) / 1e6
        try MixOutput.write(MixAnswerLine.bytes(answer, id: line.id, milliseconds: spent))
      } catch let error as MixLineError {
        areAllProblems = false
        try MixOutput.write(MixAnswerLine.bytes(error, line: number))
      }
    }
    guard ferror(file) == 0 else {
      throw MixSystemError(doing: "reading line \(number + 1) of \(path)", code: errno)
    }
    return areAllProblems
  }
}

/// A catalogue that cannot be used, and the file that it is in.
struct MixFileError: Error, CustomStringConvertible {
  var path: String
  var error: CatalogueError
  var description: String { "\(path):\(error.line): error: \(error.message)" }
}
