import ArgumentParser
import Calendar
import ForecastLines
import Forecasting
import TimeSeries

// Looking back: how good forecasts would have been, and what a load does again and again.
extension ForecastCommand {
  /// Evaluates every series of the input.
  func evaluate(_ lines: inout ForecastLineProtocol) async throws {
    let question = try evaluationQuestion()
    let isWatched = ForecastOutput.errors.terminalWidth != nil
    try await forEachSeries(&lines) { series, name throws(ForecastLineError) in
      let evaluation = try question.answer(series) { model, count in
        guard isWatched else { return }
        try? ForecastOutput.errors.write("\r\(name): model \(model + 1) of \(count)\u{1B}[K")
      }
      if isWatched { try ForecastOutput.errors.write("\r\u{1B}[K") }
      let step = series.step
      switch format ?? (input == nil ? .chart : .jsonl) {
      case .jsonl:
        try ForecastOutput.standard.write(
          EvaluationLine.bytes(evaluation, step: step, id: name))
      case .table, .chart:
        var text = EvaluationTable.text(evaluation, step: step)
        if format != .table {
          let width = ForecastOutput.standard.terminalWidth ?? 100
          text = EvaluationTable.chart(evaluation, step: step, width: width) + "\n" + text
        }
        try ForecastOutput.standard.write("\(name)\n\(text)")
      }
    }
  }

  /// Reports the patterns of every series of the input.
  func reportPatterns(_ lines: inout ForecastLineProtocol) async throws {
    let calendar = try calendarArguments.eventCalendar()
    try await forEachSeries(&lines) { series, name throws(ForecastLineError) in
      let end = series.timestamp(at: max(0, series.values.count - 1))
      let zone = calendar.zone
      let holidays = calendar.holidays(
        from: zone.localTime(at: end - PatternReport.longest).date,
        through: zone.localTime(at: end).date)
      guard let report = PatternReport(of: series, zone: zone, holidays: holidays) else {
        throw ForecastLineError("no value is known")
      }
      switch format ?? (input == nil ? .table : .jsonl) {
      case .jsonl: try ForecastOutput.standard.write(PatternLine.bytes(report, id: name))
      case .table, .chart:
        try ForecastOutput.standard.write("\(name)\n\(PatternText.text(report))")
      }
    }
  }

  /// What is asked of every series that is evaluated.
  func evaluationQuestion() throws -> EvaluationQuestion {
    var question = EvaluationQuestion()
    question.question = try self.question()
    question.models = try modelNames.map(forecastModel)
    question.horizons = try (horizons ?? "").split(separator: ",").map {
      try stepCount(String($0), option: "--horizons")
    }
    question.heldBack = try heldBackPart()
    return question
  }

  private func heldBackPart() throws -> EvaluationQuestion.HeldBack {
    guard holdBack.hasSuffix("%") else {
      return .length(try stepCount(holdBack, option: "--hold-back"))
    }
    guard let percent = Double(holdBack.dropLast()), percent > 0, percent < 100 else {
      throw ValidationError(
        "--hold-back: '\(holdBack)' is no share above 0 % and below 100 %, such as 40%.")
    }
    return .share(percent / 100)
  }

  /// Hands out every series of the input; where `body` has no answer to one, that is said and the rest go on.
  private func forEachSeries(
    _ lines: inout ForecastLineProtocol,
    _ body: (RegularSeries, String) throws(ForecastLineError) -> Void
  ) async throws {
    if let input {
      var source = try ForecastInput(path: input)
      var line: [UInt8] = []
      while true {
        switch try source.next(into: &line) {
        case .end: return
        case .tooLong:
          let error = ForecastLineError(
            "the line is longer than \(ForecastInput.longestLine) bytes")
          try refuse(error, name: "(no id)", &lines)
        case .line:
          switch lines.read(line) {
          case .blank: continue
          case .refused(let error, let name): try tell(error, name)
          case .series(let series, let name):
            do {
              try body(series, name)
            } catch {
              try refuse(error, name: name, &lines)
            }
          }
        }
      }
    }
    let (series, name) = try await onlySeries()
    do {
      try body(series, name)
    } catch {
      throw ForecastLineError("\(name): \(error)")
    }
  }

  private func refuse(
    _ error: ForecastLineError, name: String, _ lines: inout ForecastLineProtocol
  ) throws {
    lines.countRefusal()
    try tell(error, name)
  }

  /// Says what is wrong with a series: in its place in JSON lines, else on standard error.
  private func tell(_ error: ForecastLineError, _ name: String) throws {
    if format ?? .jsonl == .jsonl {
      try ForecastOutput.standard.write(ForecastLineProtocol.refusal(error, name: name))
    } else {
      try ForecastOutput.errors.write("\(name): \(error)\n")
    }
  }
}
