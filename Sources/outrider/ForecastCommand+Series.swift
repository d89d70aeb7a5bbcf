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
    case .refused(let error, let id):
      try ForecastOutput.errors.write("\(id): \(error)\n")
    case .series(let series, let id):
      try describe(series, id, isNamed: true, &lines)
    }
  }

  /// Forecasts a series for people: what is wrong goes to standard error.
  ///
  /// - Parameter isNamed: whether a line above the answer names the series.
  private func describe(
    _ series: RegularSeries, _ id: SeriesID, isNamed: Bool, _ lines: inout ForecastLineProtocol
  ) throws {
    let answer: String
    do {
      answer = try text(series, lines.question)
    } catch {
      lines.countRefusal()
      try ForecastOutput.errors.write("\(id): \(error)\n")
      return
    }
    try ForecastOutput.standard.write(isNamed ? "\(id)\n\(answer)\n" : answer)
  }

  /// Forecasts the series of a CSV file or of a query.
  func forecastListedSeries(_ lines: inout ForecastLineProtocol) async throws {
    let all = try await listedSeries()
    for (series, id) in all {
      switch format ?? .chart {
      case .jsonl: try ForecastOutput.standard.write(lines.answer(series, id: id))
      case .table, .chart: try describe(series, id, isNamed: all.count > 1, &lines)
      }
    }
  }

  /// The one series of a CSV file, or those of a query; at least one.
  func listedSeries() async throws -> [(series: RegularSeries, id: SeriesID)] {
    guard let csv else { return try await prometheus.series(step: try givenStep() ?? .seconds(60)) }
    let bytes = try ForecastInput.contents(path: csv)
    do {
      let series = try RegularSeries(csv: bytes, column: column, step: try givenStep())
      return [(series, SeriesID(csv))]
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
