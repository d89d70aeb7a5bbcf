import Glibc
import InstanceMix
import JSON
import MixLines

// Problems as JSON lines.
extension MixCommand {
  /// Answers every line of a file, in order; false where one of them was no problem.
  func answerLines(of path: String) throws -> Bool {
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
        let (answer, spent) = ProcessorTime.measure { solver.solve(line.problem) }
        let advice =
          explain ? MixAdvice(answer, to: line.problem, solver: .explaining) : nil
        try MixOutput.write(
          MixAnswerLine.bytes(answer, id: line.id, milliseconds: spent, advice: advice))
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

extension MixSolver {
  /// For what explains an answer: a short search for each question is enough.
  static let explaining = MixSolver(budget: SearchBudget(nodes: 5_000))
}

/// The processor time of this thread.
enum ProcessorTime {
  /// What `work` returns, and the milliseconds that it took.
  static func measure<Result>(_ work: () throws -> Result) rethrows -> (Result, Double) {
    let start = nanoseconds
    let result = try work()
    return (result, Double(nanoseconds - start) / 1e6)
  }

  private static var nanoseconds: Int {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }
}
