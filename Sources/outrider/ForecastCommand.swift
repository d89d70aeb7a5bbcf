import ArgumentParser
import ForecastLines
import Forecasting

/// `outrider forecast`: forecasts one or many series and answers with JSON lines, a table or a chart.
struct ForecastCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forecast",
    abstract: "Forecast series from JSON lines or CSV.",
    discussion: """
      Each line of --input is a series, answered before the next is read and from that line alone:
        {"id":"H1","start":0,"step":3600,"values":[605.0,586.0,null]}
      A line that cannot be forecast is answered with {"id":...,"error":...}, and the rest go on; the exit code is 0 only \
      where every series was forecast.
      """)

  /// How answers are written.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case jsonl, table, chart
  }

  @Option(help: ArgumentHelp("Read JSON lines; - is standard input.", valueName: "file"))
  var input: String?

  @Option(
    help: ArgumentHelp(
      "Read one series from CSV with a header row such as timestamp,value.", valueName: "file"))
  var csv: String?

  @Option(
    help: ArgumentHelp(
      "The column of --csv; default: the first after the time.", valueName: "name"))
  var column: String?

  @Option(help: "jsonl (default for --input), table, or chart with a table (default for --csv).")
  var format: Format?

  @Option(
    help: ArgumentHelp(
      "How far ahead: steps, or a duration such as 30m.", valueName: "steps|duration"))
  var horizon = "1h"

  @Option(help: ArgumentHelp("The quantile levels to give.", valueName: "levels"))
  var quantiles = "0.5,0.9,0.95"

  @Option(help: "The model; --models lists them.")
  var model = ForecastModel.auto.rawValue

  @Flag(help: "List the models and stop.")
  var models = false

  @Option(
    help: ArgumentHelp(
      "A season of the series: steps, or a duration; repeatable. Default: a day and a week.",
      valueName: "steps|duration"))
  var season: [String] = []

  @Option(
    help: ArgumentHelp(
      "The step of --csv; default: the commonest time between its rows.", valueName: "duration"))
  var step: String?

  @Option(
    help: ArgumentHelp(
      "The range of predict_linear and double_exponential_smoothing; default: 30m, or 12 steps where that is longer.",
      valueName: "steps|duration"))
  var window: String?

  @Option(help: "The smoothing factor of double_exponential_smoothing, above 0 and below 1.")
  var smoothingFactor = 0.3

  @Option(help: "The trend factor of double_exponential_smoothing, above 0 and below 1.")
  var trendFactor = 0.1

  func validate() throws {
    if models { return }
    guard (input == nil) != (csv == nil) else {
      throw ValidationError("Give one of --input and --csv.")
    }
    _ = try question()
    _ = try csvStep()
  }

  func run() throws {
    if models {
      try ForecastOutput.standard.write(Self.modelList)
      return
    }
    var lines = ForecastLineProtocol(try question())
    if let csv {
      try forecast(csv: csv, &lines)
    } else if let input {
      try forecast(input: input, &lines)
    }
    if lines.refused > 0 { throw ExitCode(1) }
  }

  /// What is asked of every series.
  func question() throws -> ForecastQuestion {
    var question = ForecastQuestion()
    guard let model = ForecastModel(rawValue: model) else {
      let names = ForecastModel.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("'\(model)' is not a model; there are \(names).")
    }
    question.model = model
    question.horizon = try stepCount(horizon, option: "--horizon")
    question.seasons = try season.map { try stepCount($0, option: "--season") }
    question.window = try window.map { try stepCount($0, option: "--window") }
    do {
      question.levels = quantiles.isEmpty ? [] : try QuantileLevel.list(quantiles)
    } catch {
      throw ValidationError("--quantiles: \(error)")
    }
    for (factor, option) in [
      (smoothingFactor, "--smoothing-factor"), (trendFactor, "--trend-factor"),
    ] where !(factor > 0 && factor < 1) {
      throw ValidationError("\(option) is to be above 0 and below 1.")
    }
    question.parameters.smoothingFactor = smoothingFactor
    question.parameters.trendFactor = trendFactor
    return question
  }

  private func stepCount(_ text: String, option: String) throws -> StepCount {
    guard let count = StepCount(text) else {
      throw ValidationError(
        "\(option): '\(text)' is neither a number of steps above 0 nor a duration such as 30m.")
    }
    return count
  }

  func csvStep() throws -> Duration? {
    guard let step else { return nil }
    guard case .duration(let duration)? = StepCount(step) else {
      throw ValidationError("--step: '\(step)' is not a duration such as 1m.")
    }
    return duration
  }

  static var modelList: String {
    let width = ForecastModel.allCases.map(\.rawValue.count).max() ?? 0
    return ForecastModel.allCases.map { model in
      let blanks = String(repeating: " ", count: width - model.rawValue.count + 2)
      return "\(model.rawValue)\(blanks)\(model.summary)\n"
    }.joined()
  }
}
