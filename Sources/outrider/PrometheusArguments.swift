import ArgumentParser
import Configuration
import ForecastLines
import Forecasting
import Glibc
import HTTPClient
import Sidecar
import SignalSources
import TimeSeries

/// A range of a Prometheus query, as options.
struct PrometheusArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Read a range of --query from the Prometheus server at this URL.", valueName: "url"))
  var prometheus: String?

  @Option(
    help: ArgumentHelp(
      "Read it from a source of this configuration instead, with its credentials.",
      valueName: "file"))
  var config: String?

  @Option(
    help: ArgumentHelp(
      "The source of --config; default: its only one of Prometheus.", valueName: "name"))
  var source: String?

  @Option(
    name: .customLong("http.config.file"),
    help: ArgumentHelp(
      "How --prometheus is spoken to: basic_auth, authorization, bearer_token_file, headers, tls_config and proxy_url, as in a source.",
      valueName: "file"))
  var clientFile: String?

  @Option(help: ArgumentHelp("The query, in PromQL.", valueName: "promql"))
  var query: String?

  @Option(
    help: ArgumentHelp(
      "How several series of the answer become one: sum, max, min or avg; default: each is taken by itself, its labels as id.",
      valueName: "how"))
  var reduce: String?

  @Option(help: ArgumentHelp("How far back to read; default: 14d.", valueName: "duration"))
  var range: String?

  @Option(
    help: ArgumentHelp(
      "The last moment to read, as Unix seconds or RFC 3339; default: now.", valueName: "time"))
  var end: String?

  /// Whether a server is to be asked.
  var isGiven: Bool { prometheus != nil || config != nil }

  /// The time limit of one request.
  private static let timeout = Duration.seconds(30)

  func validate() throws {
    guard isGiven else {
      let options = [
        (query, "--query"), (reduce, "--reduce"), (range, "--range"), (end, "--end"),
      ]
      for (value, option) in options where value != nil {
        throw ValidationError("\(option) needs --prometheus URL or --config FILE.")
      }
      guard source == nil else { throw Self.straySource }
      guard clientFile == nil else { throw Self.strayClientFile }
      return
    }
    guard prometheus == nil || config == nil else {
      throw ValidationError("Give one of --prometheus and --config.")
    }
    if let prometheus, let problem = PrometheusSettings.problem(ofURL: prometheus) {
      throw ValidationError("--prometheus: \(problem).")
    }
    guard prometheus != nil || clientFile == nil else { throw Self.strayClientFile }
    guard config != nil || source == nil else { throw Self.straySource }
    guard query?.contains(where: { !$0.isWhitespace }) == true else {
      throw ValidationError("--prometheus and --config need --query, a query in PromQL.")
    }
    _ = try reduction()
    _ = try reach()
    _ = try moment()
  }

  private static let strayClientFile = ValidationError(
    "--http.config.file is for --prometheus; a source of --config says that itself.")

  private static let straySource = ValidationError(
    "--source is for --config, whose source it names.")

  /// The series that the server answers with, at steps of `step`: one for each label set, or one alone with --reduce. Each ends with the range's last
  /// step, so that what has stopped has a gap there.
  ///
  /// - Throws: where the server cannot be reached or refuses the query, or the answer has no values.
  func series(step: Duration) async throws -> [(series: RegularSeries, id: SeriesID)] {
    let client = HTTPClient(
      configuration: HTTPClient.Configuration(userAgent: "outrider/\(Version.current)"))
    defer { client.shutdown() }
    let query = query ?? ""
    let reduction = try reduction()
    let source = PrometheusSource(
      name: "prometheus", settings: try settings(),
      queries: [.query(query, reduce: reduction)], client: client)
    let end = (try moment() ?? Self.now).aligned(to: step)
    let start = (end - (try reach(step: step))).aligned(to: step)
    var found: [PrometheusRangeSeries]
    do throws(SourceError) {
      if reduction == nil {
        found = try await source.series(query: 0, from: start, through: end, step: step)
      } else {
        let samples = try await source.backfill(query: 0, from: start, through: end, step: step)
        found = samples.isEmpty ? [] : [PrometheusRangeSeries(name: query, samples: samples)]
      }
    } catch {
      throw ForecastLineError("the query '\(query)' failed: \(error.message)")
    }
    let all = found.compactMap { one in
      let stop = Sample(timestamp: end, value: .nan)
      let samples = one.samples.last.map { $0.timestamp < end } == true ? [stop] : []
      return RegularSeries(resampling: one.samples + samples, step: step).map {
        (series: $0, id: SeriesID(one.name))
      }
    }
    guard !all.isEmpty else {
      throw ForecastLineError(
        "the query '\(query)' has no values in the \(rangeText) before \(end.rfc3339)")
    }
    return all
  }

  private static var now: Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }

  private func settings() throws -> PrometheusSettings {
    var settings: PrometheusSettings
    if let prometheus {
      settings = PrometheusSettings(url: prometheus)
      if let clientFile { settings.access = try access(clientFile) }
    } else {
      settings = try configured()
    }
    settings.timeout = Self.timeout
    return settings
  }

  /// What an HTTP client file says.
  private func access(_ path: String) throws -> HTTPAccessSettings {
    do throws(ConfigurationError) {
      return try HTTPClientFile.load(path: path, environment: processEnvironment())
    } catch {
      throw ValidationError("--http.config.file: \(error)")
    }
  }

  /// The Prometheus source that --config and --source name.
  private func configured() throws -> PrometheusSettings {
    let loaded = ConfigurationLoader(models: ForecastModel.namesBesideAuto).load(
      path: config, environment: processEnvironment())
    guard let settings = loaded.settings else {
      throw ValidationError(
        "--config: \(loaded.problems.map { "\($0)" }.joined(separator: "\n"))")
    }
    let found = settings.sources.compactMap { entry -> (String, PrometheusSettings)? in
      if case .prometheus(let settings) = entry.kind { (entry.name, settings) } else { nil }
    }
    let names = found.map(\.0).joined(separator: ", ")
    if let source {
      guard let match = found.first(where: { $0.0 == source }) else {
        throw ValidationError(
          "--source: '\(source)' is no source of Prometheus; there are: \(names)")
      }
      return match.1
    }
    guard let only = found.first, found.count == 1 else {
      throw ValidationError(
        found.isEmpty
          ? "--config has no source of Prometheus."
          : "--config has several sources of Prometheus; choose one with --source: \(names).")
    }
    return only.1
  }

  private func reduction() throws -> Reduction? {
    guard let reduce else { return nil }
    guard let reduction = Reduction(rawValue: reduce) else {
      throw ValidationError("--reduce: '\(reduce)' is not one of sum, max, min and avg.")
    }
    return reduction
  }

  private var rangeText: String { range ?? "14d" }

  private func reach() throws -> Duration {
    guard case .duration(let reach)? = StepCount(rangeText) else {
      throw ValidationError("--range: '\(rangeText)' is not a duration such as 14d.")
    }
    return reach
  }

  /// How far back to read at steps of `step`.
  private func reach(step: Duration) throws -> Duration {
    let reach = try reach()
    guard reach.inSeconds / step.inSeconds <= Double(Self.maximumSteps) else {
      throw ValidationError(
        "--range: '\(rangeText)' has more than \(Self.maximumSteps) steps of \(step.prometheusText)."
      )
    }
    return reach
  }

  private static let maximumSteps = 1_000_000

  private func moment() throws -> Timestamp? {
    guard let end else { return nil }
    guard let moment = Timestamp(unixSecondsOrRFC3339: end) else {
      throw ValidationError("--end: '\(end)' is neither Unix seconds nor RFC 3339.")
    }
    return moment
  }
}
