import ArgumentParser
import ForecastLines
import Forecasting
import InstanceMix
import MixLines
import TimeSeries

/// A load over time, as options.
struct MixLoadArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Read requests per second over time from CSV (timestamp,value).", valueName: "file"))
  var load: String?

  @Option(
    help: ArgumentHelp(
      "The column of --load; default: the first after the time.", valueName: "name")
  )
  var column: String?

  @Option(
    help: ArgumentHelp(
      "The time for which instances stay as they are; default: the step of --load, five minutes for Prometheus.",
      valueName: "duration"))
  var step: String?

  @Option(
    help: ArgumentHelp(
      "The type that serves the load alone in the first row; default: the one of the least cost per request.",
      valueName: "type"))
  var horizontal: String?

  @Option(
    help: ArgumentHelp(
      "The fewest instances of that type; default: 1.", valueName: "count"))
  var minInstances: Int?

  @OptionGroup var prometheus: PrometheusArguments

  /// Whether a load is to be read.
  var isGiven: Bool { load != nil || prometheus.isGiven }

  func validate() throws {
    guard isGiven else {
      let options: [(Any?, String)] = [
        (column, "--column"), (step, "--step"), (horizontal, "--horizontal"),
        (minInstances, "--min-instances"),
      ]
      for (value, option) in options where value != nil {
        throw ValidationError("\(option) is for a load: --load or --prometheus.")
      }
      return
    }
    guard load == nil || !prometheus.isGiven else {
      throw ValidationError("Give one of --load, --prometheus and --config.")
    }
    guard load != nil || column == nil else { throw ValidationError("--column is for --load.") }
    if let minInstances, minInstances < 0 {
      throw ValidationError(
        "--min-instances: found \(minInstances), expected a whole number, 0 or above.")
    }
    _ = try givenStep()
  }

  private func givenStep() throws -> Duration? {
    guard let step else { return nil }
    guard case .duration(let duration)? = StepCount(step), duration > .zero else {
      throw ValidationError("--step: found \"\(step)\", expected a duration such as 5m.")
    }
    return duration
  }

  /// The load; of a query with several series the sum.
  func series() async throws -> RegularSeries {
    guard let load else {
      var query = prometheus
      if query.reduce == nil { query.reduce = "sum" }
      return try await query.series(step: try givenStep() ?? .seconds(300))[0].series
    }
    do {
      return try RegularSeries(
        csv: ForecastInput.contents(path: load), column: column, step: try givenStep())
    } catch let error as ForecastLineError {
      throw ForecastLineError("\(load): \(error)")
    }
  }
}

// What a load would have cost.
extension MixCommand {
  /// Writes what three strategies cost over the load.
  func answerLoad(_ catalogue: Catalogue) async throws {
    let series = try await load.series()
    let pattern = LoadPattern(
      requestsPerSecond: series.values, hoursPerStep: series.step.inSeconds / 3600)
    let constraints = try limits.constraints()
    let offer = try horizontalOffer(catalogue, constraints)
    let most = max(load.minInstances ?? 1, constraints.maximumInstances ?? MixProblem.largestNumber)
    let strategies: [(String, LoadStrategy)] = [
      (
        "\(catalogue.offers[offer].type), more or fewer",
        .horizontal(offer: offer, instances: (load.minInstances ?? 1)...most)
      ),
      ("one instance, larger or smaller", .vertical),
      ("cheapest mix", .mixed),
    ]
    var rows: [LoadCostTable.Row] = []
    for (name, strategy) in strategies {
      let solver = MixSolver(budget: try budgetOfSearch())
      let cost = Result { () throws(LoadCostError) in
        try solver.cost(of: pattern, with: strategy, from: catalogue, constraints: constraints)
      }
      rows.append(LoadCostTable.Row(name: name, result: cost))
    }
    try MixOutput.write(Array(LoadCostTable(rows).text.utf8))
  }

  private func horizontalOffer(_ catalogue: Catalogue, _ constraints: MixConstraints) throws -> Int
  {
    if let type = load.horizontal {
      guard let index = catalogue.offers.firstIndex(where: { $0.type == type }) else {
        throw MixInputError(
          description: "--horizontal: found \"\(type)\", expected a type of the catalogue")
      }
      return index
    }
    var best: (index: Int, price: Double)?
    for (index, offer) in catalogue.offers.enumerated() {
      guard let served = offer.deciRequestsPerSecond, served > 0, offer.maximum == nil else {
        continue
      }
      if let limit = constraints.maximumLatencyMilliseconds,
        offer.latencyMilliseconds ?? .max > limit
      {
        continue
      }
      let price = Double(offer.microdollarsPerHour) / Double(served)
      if best.map({ price < $0.price }) ?? true { best = (index, price) }
    }
    guard let best else {
      throw MixInputError(
        description:
          "found no offer that states the load that it serves, expected a column rps in the catalogue"
      )
    }
    return best.index
  }
}
