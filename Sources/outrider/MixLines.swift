import Glibc
import InstanceMix
import JSON

/// Answers mix problems, one a line, each before the next is read.
struct MixLines {
  /// The time that one problem may take; nil: as long as it needs.
  var deadline: Duration?

  /// Answers every line of `input` on standard output, in order.
  ///
  /// - Returns: Whether every line was a problem.
  func answer(_ input: UnsafeMutablePointer<FILE>) throws -> Bool {
    var buffer: UnsafeMutablePointer<CChar>?
    var capacity = 0
    defer { free(buffer) }
    var allGood = true
    var number = 0
    while true {
      let length = getline(&buffer, &capacity, input)
      if length < 0 { break }
      number += 1
      guard let buffer else { break }
      let bytes = [UInt8](UnsafeRawBufferPointer(start: buffer, count: length))
      let line = bytes.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
      if line.isEmpty { continue }
      var writer = JSONWriter()
      do {
        let (id, problem) = try MixProblemReader.read(bytes)
        let (answer, milliseconds) = solve(problem)
        write(answer, id: id, milliseconds: milliseconds, to: &writer)
      } catch {
        allGood = false
        writer.beginObject()
        writer.member("id", error.id ?? .null)
        writer.member("status", "error")
        writer.member("error", "line \(number): \(error.description)")
        writer.endObject()
      }
      writer.endLine()
      try Self.write(writer.bytes)
    }
    if ferror(input) != 0 { throw MixInputError(line: number + 1, code: errno) }
    return allGood
  }

  /// Writes all of the bytes to standard output, unbuffered.
  private static func write(_ bytes: [UInt8]) throws(MixOutputError) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count)
      }
      if count >= 0 {
        sent += count
      } else if errno != EINTR {
        throw MixOutputError(code: errno)
      }
    }
  }

  /// Solves one problem and measures the processor time of that alone.
  private func solve(_ problem: MixProblem) -> (MixAnswer, milliseconds: Double) {
    var budget = SearchBudget.unlimited
    if let deadline {
      let end = ContinuousClock.now + deadline
      budget.isOver = { ContinuousClock.now >= end }
    }
    let start = Self.processorNanoseconds()
    let answer = MixSolver(budget: budget).solve(problem)
    let spent = Self.processorNanoseconds() - start
    return (answer, Double(spent) / 1e6)
  }

  private static func processorNanoseconds() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }

  private func write(
    _ answer: MixAnswer, id: JSONValue, milliseconds: Double, to writer: inout JSONWriter
  ) {
    writer.beginObject()
    writer.member("id", id)
    writer.member("status", answer.status.rawValue)
    if let cost = answer.cost { writer.member("cost_uusd", cost) }
    if let bound = answer.bound { writer.member("bound_uusd", bound) }
    if answer.cost != nil {
      writer.key("x")
      writer.beginArray()
      for (offer, count) in answer.counts.enumerated() where count > 0 {
        writer.beginArray()
        writer.integer(offer)
        writer.integer(count)
        writer.endArray()
      }
      writer.endArray()
    }
    writer.member("cpu_ms", (milliseconds * 1000).rounded() / 1000)
    writer.member("nodes", answer.nodes)
    writer.endObject()
  }
}

/// Input that ended in a failure of the system.
struct MixInputError: Error, CustomStringConvertible {
  var line: Int
  var code: Int32
  var description: String { "reading line \(line): \(String(cString: strerror(code)))" }
}

/// Output that nobody takes.
struct MixOutputError: Error, CustomStringConvertible {
  var code: Int32
  var description: String { "writing the answer: \(String(cString: strerror(code)))" }
}
