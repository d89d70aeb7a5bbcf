import ArgumentParser
import ForecastLines
import TimeSeries

// From a file or standard input to standard output.
extension ForecastCommand {
  /// Answers every line of `path`, each before the next is read.
  func forecast(input path: String, _ lines: inout ForecastLineProtocol) throws {
    var input = try ForecastInput(path: path)
    var line: [UInt8] = []
    while true {
      switch try input.next(into: &line) {
      case .end:
        return
      case .tooLong:
        let error = ForecastLineError("the line is longer than \(ForecastInput.longestLine) bytes")
        try ForecastOutput.standard.write(lines.refuse(error))
      case .line:
        switch format ?? .jsonl {
        case .jsonl:
          try ForecastOutput.standard.write(lines.answer(line))
        case .table, .chart:
          try describe(line, &lines)
        }
      }
    }
  }

  /// Answers a line for people: what is wrong goes to standard error.
  private func describe(_ line: [UInt8], _ lines: inout ForecastLineProtocol) throws {
    switch lines.read(line) {
    case .blank:
      return
    case .refused(let error, let name):
      try ForecastOutput.errors.write("\(name): \(error)\n")
    case .series(let series, let name):
      let answer: String
      do {
        answer = try text(series, lines.question)
      } catch {
        lines.countRefusal()
        try ForecastOutput.errors.write("\(name): \(error)\n")
        return
      }
      try ForecastOutput.standard.write(name + "\n" + answer + "\n")
    }
  }

  /// Forecasts the one series of a CSV file or of a query.
  func forecastOnlySeries(_ lines: inout ForecastLineProtocol) async throws {
    let (series, name) = try await onlySeries()
    do {
      switch format ?? .chart {
      case .jsonl: try ForecastOutput.standard.write(lines.answer(series, id: name))
      case .table, .chart: try ForecastOutput.standard.write(try text(series, lines.question))
      }
    } catch {
      throw ForecastLineError("\(name): \(error)")
    }
  }

  /// The one series of a CSV file or of a query, and its name.
  func onlySeries() async throws -> (series: RegularSeries, name: String) {
    guard let csv else {
      let step = try givenStep() ?? .seconds(60)
      return (try await prometheus.series(step: step), prometheus.query ?? "")
    }
    let bytes = try ForecastInput.contents(path: csv)
    do {
      return (try RegularSeries(csv: bytes, column: column, step: try givenStep()), csv)
    } catch let error as ForecastLineError {
      throw ForecastLineError("\(csv): \(error)")
    }
  }

  /// A table, with a chart above it where one was asked for.
  private func text(
    _ series: RegularSeries, _ question: ForecastQuestion
  ) throws(ForecastLineError) -> String {
    let answer = try question.answer(series)
    let table = ForecastTable.text(answer)
    guard format != .table else { return table }
    let chart = ForecastChart(
      width: ForecastOutput.standard.terminalWidth ?? 100,
      usesColor: ForecastOutput.standard.usesColor)
    return chart.text(series, answer) + "\n" + table
  }
}
