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
    let width = ForecastOutput.errors.terminalWidth
    try await forEachSeries(&lines) { series, id throws(ForecastLineError) in
      let evaluation = try question.answer(series) { share in
        guard let width else { return }
        // A line that wraps could not be written over.
        let line = "\(Int(share * 100)) % of \(id)".prefix(width - 1)
        try? ForecastOutput.errors.write("\r\(line)\u{1B}[K")
      }
      if width != nil { try ForecastOutput.errors.write("\r\u{1B}[K") }
      let step = series.step
      switch format ?? (input == nil ? .chart : .jsonl) {
      case .jsonl:
        try ForecastOutput.standard.write(
          EvaluationLine.bytes(evaluation, step: step, id: id))
      case .table, .chart:
        var text = EvaluationTable.text(evaluation, step: step)
        if format != .table {
          let width = ForecastOutput.standard.terminalWidth ?? 100
          text = EvaluationTable.chart(evaluation, step: step, width: width) + "\n" + text
        }
        try ForecastOutput.standard.write("\(id)\n\(text)")
      }
    }
  }

  /// Reports the patterns of every series of the input.
  func reportPatterns(_ lines: inout ForecastLineProtocol) async throws {
    let calendar = try calendarArguments.eventCalendar()
    try await forEachSeries(&lines) { series, id throws(ForecastLineError) in
      let end = series.timestamp(at: max(0, series.values.count - 1))
      let zone = calendar.zone
      let holidays = calendar.holidays(
        from: zone.localTime(at: end - PatternReport.longest).date,
        through: zone.localTime(at: end).date)
      guard let report = PatternReport(of: series, zone: zone, holidays: holidays) else {
        throw ForecastLineError("no value is known")
      }
      switch format ?? (input == nil ? .table : .jsonl) {
      case .jsonl: try ForecastOutput.standard.write(PatternLine.bytes(report, id: id))
      case .table, .chart:
        try ForecastOutput.standard.write("\(id)\n\(PatternText.text(report))")
      }
    }
  }

  /// What is asked of every series that is evaluated.
  func evaluationQuestion() throws -> EvaluationQuestion {
    var question = EvaluationQuestion()
    question.question = try self.question()
    question.models = try modelNames.map(forecastModel)
    question.horizons = try horizonList()
    question.heldBack = try heldBackPart()
    return question
  }

  /// The horizons that are asked for, none where they follow from the series.
  private func horizonList() throws -> [StepCount] {
    guard let horizons else {
      return try horizon.map { [try stepCount($0, option: "--horizon")] } ?? []
    }
    return try horizons.split(separator: ",", omittingEmptySubsequences: false).map {
      try stepCount(String($0), option: "--horizons")
    }
  }

  private func heldBackPart() throws -> EvaluationQuestion.HeldBack {
    guard let holdBack else { return EvaluationQuestion().heldBack }
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
    _ body: (RegularSeries, SeriesID) throws(ForecastLineError) -> Void
  ) async throws {
    func answer(_ series: RegularSeries, _ id: SeriesID) throws {
      do {
        try body(series, id)
      } catch {
        lines.countRefusal()
        try tell(error, id)
      }
    }
    guard let input else {
      for (series, id) in try await listedSeries() { try answer(series, id) }
      return
    }
    var source = try ForecastInput(path: input)
    var line: [UInt8] = []
    while true {
      switch try source.next(into: &line) {
      case .end: return
      case .tooLong:
        lines.countRefusal()
        try tell(
          ForecastLineError("the line is longer than \(ForecastInput.longestLine) bytes"), .none)
      case .line:
        switch lines.read(line) {
        case .blank: continue
        case .refused(let error, let id): try tell(error, id)
        case .series(let series, let id): try answer(series, id)
        }
      }
    }
  }

  /// Says what is wrong with a series: in its place in JSON lines, else on standard error.
  private func tell(_ error: ForecastLineError, _ id: SeriesID) throws {
    if format ?? (input == nil ? .chart : .jsonl) == .jsonl {
      try ForecastOutput.standard.write(ForecastLineProtocol.refusal(error, id: id))
    } else {
      try ForecastOutput.errors.write("\(id): \(error)\n")
    }
  }
}
