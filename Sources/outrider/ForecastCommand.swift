import ArgumentParser
import ForecastLines
import Forecasting
import TimeSeries

/// `outrider forecast`: forecasts one or many series and answers with JSON lines, a table or a chart.
struct ForecastCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forecast",
    abstract: "Forecast series from JSON lines, CSV or Prometheus, and look back at them.",
    discussion: """
      Each line of --input is a series, answered before the next is read and from that line alone:
        {"id":"H1","start":0,"step":3600,"values":[605.0,586.0,null]}
      A line that cannot be forecast is answered with {"id":...,"error":...}, and the rest go on; the exit code is 0 only \
      where every series was forecast.

      --evaluate scores models on the end of each series, step by step as the sidecar lives; --patterns reports what each does again \
      and again.
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

  @OptionGroup(title: "Prometheus")
  var prometheus: PrometheusArguments

  @Option(
    help: "jsonl (default for --input), table, or chart with a table (default for the others).")
  var format: Format?

  @Flag(help: "Score the models of --model on the end of each series, against the last value.")
  var evaluate = false

  @Option(
    help: ArgumentHelp(
      "The horizons of --evaluate: steps or durations; default: that of --horizon, else 5m,15m,30m,1h, or 1,2,6,24 steps, as far as the end that is held back allows.",
      valueName: "list"))
  var horizons: String?

  @Option(
    name: [.long, .customLong("test")],
    help: ArgumentHelp(
      "The end of each series that --evaluate holds back: a share, steps, or a duration; default: 40%.",
      valueName: "share|steps|duration"))
  var holdBack: String?

  @Flag(help: "Report daily and weekly profiles, peaks, quiet windows, spikes, trend and seasons.")
  var patterns = false

  @OptionGroup(title: "Calendar")
  var calendarArguments: CalendarArguments

  @Option(
    help: ArgumentHelp(
      "How far ahead: steps, or a duration such as 30m; default: 1h.", valueName: "steps|duration"
    ))
  var horizon: String?

  @Option(help: ArgumentHelp("The quantile levels to give.", valueName: "levels"))
  var quantiles = "0.5,0.9,0.95"

  @Option(
    help: ArgumentHelp(
      "The model; for --evaluate several, with commas or repeated; --models lists them.",
      valueName: "name"))
  var model = [ForecastModel.auto.rawValue]

  @Flag(help: "List the models and stop.")
  var models = false

  @Option(
    help: ArgumentHelp(
      "A season of the series: steps, or a duration; repeatable. Default: those that are found.",
      valueName: "steps|duration"))
  var season: [String] = []

  @Option(
    help: ArgumentHelp(
      "The step; default: the commonest time between the rows of --csv, a minute for Prometheus.",
      valueName: "duration"))
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
    let inputs = [input != nil, csv != nil, prometheus.isGiven].count { $0 }
    guard inputs == 1 else {
      throw ValidationError("Give one of --input, --csv, --prometheus and --config.")
    }
    guard csv != nil || column == nil else {
      throw ValidationError("--column is for --csv.")
    }
    guard input == nil || step == nil else {
      throw ValidationError(
        "--step is for --csv, --prometheus and --config; a line of --input says its own.")
    }
    guard !(evaluate && patterns) else {
      throw ValidationError("Give one of --evaluate and --patterns.")
    }
    guard evaluate || modelNames.count == 1 else {
      throw ValidationError("--model: several models are for --evaluate; a forecast has one.")
    }
    guard evaluate || horizons == nil else {
      throw ValidationError("--horizons is for --evaluate; a forecast has one --horizon.")
    }
    guard horizons == nil || horizon == nil else {
      throw ValidationError("Give one of --horizons and --horizon.")
    }
    guard evaluate || holdBack == nil else {
      throw ValidationError("--hold-back is for --evaluate; a forecast knows the whole series.")
    }
    _ = try evaluationQuestion()
    _ = try givenStep()
  }

  func run() async throws {
    if models {
      try ForecastOutput.standard.write(Self.modelList)
      return
    }
    var lines = ForecastLineProtocol(try question())
    if evaluate {
      try await evaluate(&lines)
    } else if patterns {
      try await reportPatterns(&lines)
    } else if let input {
      try forecast(input: input, &lines)
    } else {
      try await forecastListedSeries(&lines)
    }
    if lines.refused > 0 { throw ExitCode(1) }
  }

  /// What is asked of every series.
  func question() throws -> ForecastQuestion {
    var question = ForecastQuestion()
    question.model = try forecastModel(modelNames[0])
    if let horizon { question.horizon = try stepCount(horizon, option: "--horizon") }
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
    question.parameters.calendar = try calendarArguments.eventCalendar()
    question.parameters.smoothingFactor = smoothingFactor
    question.parameters.trendFactor = trendFactor
    return question
  }

  /// The models that --model names, each once.
  var modelNames: [String] {
    var names: [String] = []
    for list in model {
      for name in list.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      where !names.contains(name) {
        names.append(name)
      }
    }
    return names
  }

  func forecastModel(_ name: String) throws -> ForecastModel {
    guard let model = ForecastModel(rawValue: name) else {
      let names = ForecastModel.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("'\(name)' is not a model; there are \(names).")
    }
    return model
  }

  func stepCount(_ text: String, option: String) throws -> StepCount {
    guard let count = StepCount(text) else {
      throw ValidationError(
        "\(option): '\(text)' is neither a number of steps above 0 nor a duration such as 30m.")
    }
    return count
  }

  func givenStep() throws -> Duration? {
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
