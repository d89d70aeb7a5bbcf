import ArgumentParser
import Backtesting
import Configuration
import FileAccess
import ForecastLines
import Forecasting
import Scaling
import Sizing
import TimeSeries

/// `outrider backtest`: what policies would have made of a load of the past.
struct BacktestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backtest",
    abstract: "Replay your own load through policies: what each would have cost, and been worth.",
    discussion: """
        outrider backtest --csv FILE --per-replica 25 --startup 2m
        outrider backtest --prometheus URL --query 'sum(rate(http_requests_total[2m]))' --per-replica 25 --startup 2m

      The first half of the load is history that every policy may learn from; each then decides from the past alone, and the second half is \
      scored: replica-hours, over those of an oracle that knows the future; the share of time in overload; the share of the load that was not \
      served; the wait that 99 of 100 stay below where what exceeds capacity queues; replicas added and removed a day.
      """)

  /// How the answer is written.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case table, jsonl
  }

  @Option(help: ArgumentHelp("Read the load from CSV (timestamp,value).", valueName: "file"))
  var csv: String?

  @Option(
    help: ArgumentHelp("The column of --csv; default: the first after the time.", valueName: "name")
  )
  var column: String?

  @Option(
    help: ArgumentHelp(
      "The time between two decisions; default: the step of --csv, 15 s for Prometheus.",
      valueName: "duration"))
  var step: String?

  @OptionGroup(title: "Prometheus")
  var prometheus: PrometheusArguments

  @Option(help: ArgumentHelp("The load that one replica serves.", valueName: "number"))
  var perReplica: Double

  @Option(
    help: ArgumentHelp("The time until a new replica serves; default: 1m.", valueName: "duration"))
  var startup: String = "1m"

  @Option(help: "The fewest replicas; default: 1.")
  var min = 1

  @Option(help: "The most replicas; default: twice what the peak needs, at least 100.")
  var max: Int?

  @Option(
    help: ArgumentHelp(
      "The share of time in which load may exceed ready capacity; default: 0.1%.",
      valueName: "share"))
  var targetOverload = "0.1%"

  @Option(
    help: ArgumentHelp(
      "The share of a replica that static, hpa and keda aim at; default: 0.7.", valueName: "share"))
  var targetUtilization = 0.7

  @Option(
    help: ArgumentHelp(
      "Outrider with other settings as well: startup=..., target_overload=..., policy=...; repeat it.",
      valueName: "key=value,..."))
  var whatIf: [String] = []

  @Option(help: ArgumentHelp("The price of a replica-hour.", valueName: "dollars"))
  var replicaHourDollars: Double?

  @Option(
    help: ArgumentHelp(
      "A catalogue of instances: replicas cost what the cheapest mix for them does.",
      valueName: "file"))
  var catalogue: String?

  @Option(
    help: ArgumentHelp(
      "With --catalogue: what a replica needs, such as cpu=2,memory=4GiB.", valueName: "need"))
  var replica: String?

  @Option(help: ArgumentHelp("With --catalogue: its region.", valueName: "name"))
  var region: String?

  @Option(
    help: ArgumentHelp(
      "Write a page with curves as well: one HTML file that needs nothing else.", valueName: "file")
  )
  var html: String?

  @Option(help: "table (default) or jsonl.")
  var format: Format = .table

  func validate() throws {
    guard (csv != nil) != prometheus.isGiven else {
      throw ValidationError("Give one of --csv, --prometheus and --config.")
    }
    guard csv != nil || column == nil else { throw ValidationError("--column is for --csv.") }
    guard perReplica > 0, perReplica.isFinite else {
      throw ValidationError("--per-replica: found \(perReplica), expected a number above 0.")
    }
    guard targetUtilization > 0, targetUtilization <= 1 else {
      throw ValidationError(
        "--target-utilization: found \(targetUtilization), expected a share above 0, up to 1.")
    }
    guard min >= 0, max ?? Swift.max(1, min) >= Swift.max(1, min) else {
      throw ValidationError("--min and --max: expected 0 <= min <= max, and a max of 1 or above.")
    }
    if let replicaHourDollars, !(replicaHourDollars >= 0 && replicaHourDollars.isFinite) {
      throw ValidationError("--replica-hour-dollars: expected a price, 0 or above.")
    }
    guard catalogue == nil || replicaHourDollars == nil else {
      throw ValidationError("Give one of --catalogue and --replica-hour-dollars.")
    }
    guard (catalogue == nil) == (replica == nil), region == nil || catalogue != nil else {
      throw ValidationError("--catalogue, --replica and --region: expected the first two together.")
    }
    if let replica { _ = try MixArguments.perReplica(replica, option: "--replica") }
    _ = try variants()
    _ = try duration(step, "--step")
  }

  func run() async throws {
    do {
      try await answer()
    } catch let error as ValidationError {
      throw error
    } catch {
      Terminal.complain("backtest: \(error)")
      throw ExitCode(1)
    }
  }

  /// Outrider's settings in one row.
  private struct Variant {
    var name = "outrider"
    var startup: Duration
    var share: Double
    var rule = DecisionRule.wishes
  }

  private func variants() throws -> [Variant] {
    let asked = Variant(
      startup: try duration(startup, "--startup") ?? .seconds(60),
      share: try MixArguments.probability(targetOverload, option: "--target-overload"))
    return [asked]
      + (try whatIf.map { text in
        var variant = asked
        variant.name = "outrider \(text)"
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
          let sides = part.split(separator: "=", maxSplits: 1).map(String.init)
          switch (sides.first, sides.count) {
          case ("startup", 2):
            variant.startup = try duration(sides[1], "--what-if startup") ?? variant.startup
          case ("target_overload", 2):
            variant.share = try MixArguments.probability(
              sides[1], option: "--what-if target_overload")
          case ("policy", 2):
            var workload = WorkloadSettings(name: "")
            workload.policy = WorkloadSettings.Policy(rawValue: sides[1])
            guard let policy = workload.policy, policy != .forecast else {
              throw ValidationError("--what-if policy: \"\(sides[1])\" is none.")
            }
            variant.rule = workload.rule
          default:
            throw ValidationError(
              "--what-if: found \"\(part)\", expected startup=..., target_overload=... or policy=..."
            )
          }
        }
        return variant
      })
  }

  private func duration(_ text: String?, _ option: String) throws -> Duration? {
    guard let text else { return nil }
    guard case .duration(let duration)? = StepCount(text), duration > .zero,
      duration <= .seconds(86_400)
    else {
      throw ValidationError(
        "\(option): found \"\(text)\", expected a duration up to a day, such as 2m.")
    }
    return duration
  }

  private func series() async throws -> RegularSeries {
    guard let csv else {
      var query = prometheus
      if query.reduce == nil { query.reduce = "sum" }
      return try await query.series(step: try duration(step, "--step") ?? .seconds(15))[0].series
    }
    do {
      return try RegularSeries(
        csv: ForecastInput.contents(path: csv), column: column, step: try duration(step, "--step"))
    } catch let error as ForecastLineError {
      throw ForecastLineError("\(csv): \(error)")
    }
  }

  private func answer() async throws {
    let series = try await series()
    let loads = series.values.map { $0 / perReplica }
    let peak = loads.filter(\.isFinite).max() ?? 0
    let most = max ?? Swift.max(100, 2 * Int(Swift.min(peak.rounded(.up), 1e6)))
    guard
      let demand = Demand(
        loads: loads, tick: series.step, start: series.start, least: min, most: most),
      loads.count >= 100
    else {
      throw ForecastLineError(
        "the load has \(loads.count) values, expected 100 or more, and at least one that is known")
    }
    var rows: [BacktestRow] = []
    var prices = try self.prices()
    var curves: [BacktestPage.Curve] = []
    var scored = 0..<0
    for (index, variant) in try variants().enumerated() {
      let backtest = Backtest(demand, startup: variant.startup)
      var settings = LoadRisk.Settings()
      settings.tick = series.step
      settings.startup = variant.startup
      settings.start = series.start
      settings.least = min
      settings.most = most
      let ours: Backtest.Outcome
      if variant.rule == .wishes {
        ours = backtest.play(PromisedSizing(share: variant.share, settings: settings)) { share in
          progress(variant.name, share)
        }
      } else {
        ours = backtest.play(
          try RuledSizing(
            variant.rule, least: min, most: most, startup: variant.startup, interval: series.step))
      }
      rows.append(
        BacktestRow(
          name: variant.name, score: ours.score,
          dollars: try prices?.dollars(ours.totals, hoursEach: series.step / .seconds(3600))))
      guard index == 0 else { continue }
      let peers = peers(
        backtest, step: series.step, startup: variant.startup, share: variant.share)
      for peer in peers {
        rows.append(
          BacktestRow(
            name: peer.name, score: peer.outcome.score,
            dollars: try prices?.dollars(
              peer.outcome.totals, hoursEach: series.step / .seconds(3600))))
      }
      curves = [BacktestPage.Curve(name: variant.name, replicas: ours.totals)]
      curves += peers.filter { ["hpa", "oracle"].contains($0.name) }
        .map { BacktestPage.Curve(name: $0.name, replicas: $0.outcome.totals) }
      scored = backtest.scored
    }
    progress(nil, 1)
    let report = BacktestReport(
      rows: rows, days: demand.hours / 2 / 24)
    if let html {
      let page = BacktestPage(report: report, demand: demand, scored: scored, curves: curves)
      try LocalFile.replace(html, with: Array(page.html.utf8))
    }
    try ForecastOutput.standard.write(format == .table ? report.table : report.lines)
  }

  private func prices() throws -> ReplicaPrices? {
    if let replicaHourDollars { return ReplicaPrices(each: replicaHourDollars) }
    guard let catalogue, let replica else { return nil }
    return try ReplicaPrices(
      catalogue: catalogue, region: region,
      replica: MixArguments.perReplica(replica, option: "--replica"))
  }

  private func peers(
    _ backtest: Backtest, step: Duration, startup: Duration, share: Double
  ) -> [(name: String, outcome: Backtest.Outcome)] {
    func keda(_ minutes: Int) -> HorizontalAutoscaler {
      HorizontalAutoscaler(
        target: targetUtilization, tick: step,
        prediction: .init(range: .seconds(minutes * 60), ahead: startup + .seconds(60)))
    }
    return [
      ("static peak", backtest.play(StaticPeak(target: targetUtilization))),
      ("hpa", backtest.play(HorizontalAutoscaler(target: targetUtilization, tick: step))),
      ("keda predict_linear 10m", backtest.play(keda(10))),
      ("keda predict_linear 30m", backtest.play(keda(30))),
      (
        "seasonal naive",
        backtest.play(SeasonalNaive(share: share, tick: step, startup: startup))
      ),
      ("oracle", backtest.oracle),
    ]
  }

  /// Tells people at a terminal how far it is.
  private func progress(_ name: String?, _ share: Double) {
    guard let width = ForecastOutput.errors.terminalWidth else { return }
    let line = name.map { "\(Int(share * 100)) % of \($0)".prefix(width - 1) } ?? ""
    try? ForecastOutput.errors.write("\r\(line)\u{1B}[K")
  }
}
