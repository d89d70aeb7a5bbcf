public import Forecasting
internal import JSON
public import TimeSeries

/// The forecast of one series, step by step.
public struct ForecastAnswer: Sendable {
  /// The model that was asked.
  public let model: ForecastModel

  /// The time from one value to the next.
  public let step: Duration

  /// The moment of the last step that was given; `mean[0]` is one step after it.
  public let end: Timestamp

  /// The expected values 1, 2, ... steps ahead.
  public let mean: [Double]

  /// For each level that was asked for the values that the series stays at or below with that probability; NaN where no past error
  /// tells.
  public let quantiles: [(level: QuantileLevel, values: [Double])]

  /// The models that made the forecast and their shares of its steps, largest first.
  public let weights: [ModelWeight]

  /// Gathers `forecasts`, one for each step ahead.
  init(
    model: ForecastModel, step: Duration, end: Timestamp, levels: [QuantileLevel],
    forecasts: [Forecast]
  ) {
    self.model = model
    self.step = step
    self.end = end
    mean = forecasts.map(\.mean)
    quantiles = levels.map { level in
      (level, forecasts.map { $0.quantile(level.level) ?? .nan })
    }
    var shares: [ModelWeight] = []
    for weight in forecasts.flatMap(\.weights) {
      if let index = shares.firstIndex(where: { $0.model == weight.model }) {
        shares[index].weight += weight.weight
      } else {
        shares.append(weight)
      }
    }
    for index in shares.indices { shares[index].weight /= Double(forecasts.count) }
    weights = shares.sorted { ($1.weight, $0.model) < ($0.weight, $1.model) }
  }

  /// Appends the answer as one line of JSON, the line's end included. A quantile that is unknown is `null`.
  func write(id: JSONValue, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("id", id)
    writer.member("model", model.rawValue)
    writer.member("step", step.inSeconds)
    writer.member("mean", mean)
    writer.key("quantiles")
    writer.beginObject()
    for (level, values) in quantiles { writer.member(level.text, values) }
    writer.endObject()
    writer.key("models")
    writer.beginObject()
    for weight in weights { writer.member(weight.model, weight.weight) }
    writer.endObject()
    writer.endObject()
    writer.endLine()
  }
}
