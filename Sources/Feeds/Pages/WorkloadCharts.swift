import Scaling
import TimeSeries

/// A workload's past and what is expected of it, as charts.
struct WorkloadCharts {
  let workload: WorkloadStatus
  /// The present moment.
  let now: Timestamp
  /// The past that is drawn.
  let span: Duration
  /// The moments that are drawn of it, at most.
  let points: Int
  /// Whether capacity is drawn beside the load.
  var showsCapacity = false

  /// The past that is drawn unless another one is asked for: so much that the forecast takes a tenth of the width.
  static func usualSpan(of workload: WorkloadStatus) -> Duration {
    let horizon = workload.signals.compactMap(\.forecast?.horizon).max() ?? .seconds(120)
    let step = max(workload.history.step, .milliseconds(1))
    return max(min(horizon * 10, .seconds(7 * 86_400)), step * 10)
  }

  /// The time from one drawn moment to the next: the history's own where that is not too many.
  var step: Duration {
    let own = max(workload.history.step, .milliseconds(1))
    let wanted = Int64(max(1, points - 1))
    let steps = max(1, (span.milliseconds + own.milliseconds - 1) / own.milliseconds)
    return own * Int((steps + wanted - 1) / wanted)
  }

  /// What one point stands for; nil where every sample is drawn.
  var bucket: Duration? { step > max(workload.history.step, .milliseconds(1)) ? step : nil }

  /// The end of the drawing: as far as is forecast.
  private var end: Timestamp {
    now + (workload.signals.compactMap(\.forecast?.horizon).max() ?? .zero)
  }

  /// The load of one signal, what was forecast for it, and what is.
  func load(of signal: SignalStatus) -> Chart {
    var lines = [Chart.Line]()
    if showsCapacity, let capacity = capacity(of: signal) { lines.append(capacity) }
    lines.append(
      Chart.Line(
        style: "forecast", points: series("forecast", signal.name, isStepped: true), isStepped: true
      ))
    lines.append(Chart.Line(style: "load", points: series("load", signal.name)))
    var bands: [Chart.Band] = []
    if let forecast = signal.forecast, let load = signal.load,
      let median = forecast.end.first(where: { $0.level == "0.5" })
        ?? forecast.end.first(where: { $0.level == "mean" })
    {
      for level in forecast.end where level.level != median.level && level.level != "mean" {
        bands.append(
          Chart.Band(
            start: (now, load), end: now + forecast.horizon, low: median.value, high: level.value))
      }
    }
    return Chart(
      from: now - span, through: end, now: now, lines: lines, bands: bands,
      label: "\(signal.name), \(PageText.duration(span)): \(Self.words(signal))")
  }

  /// The replicas that ran and those that were recommended.
  var replicas: Chart {
    let recommended = PageText.count(workload.recommendation?.replicas)
    let current = PageText.count(workload.replicas.current)
    return Chart(
      from: now - span, through: end, now: now,
      lines: [
        Chart.Line(
          style: "current", points: series("current_replicas", isStepped: true), isStepped: true),
        Chart.Line(
          style: "recommended", points: series("recommended_replicas", isStepped: true),
          isStepped: true),
      ],
      label:
        "Replicas, \(PageText.duration(span)): \(recommended) recommended, \(current) now")
  }

  /// Load and forecast in words.
  static func words(_ signal: SignalStatus) -> String {
    var text = "\(PageText.number(signal.load)) now"
    if let forecast = signal.forecast, let most = forecast.decisive {
      text +=
        ", up to \(PageText.number(most)) expected within \(PageText.duration(forecast.horizon))"
    }
    return text
  }

  /// What ready replicas could serve of a signal; nil where that does not depend on them.
  private func capacity(of signal: SignalStatus) -> Chart.Line? {
    guard signal.target.isTotal, let perReplica = signal.target.threshold else { return nil }
    let kind =
      workload.history.lines.contains { $0.kind == "ready_replicas" }
      ? "ready_replicas" : "current_replicas"
    // The worst moment of each stretch, since load is drawn by its highest.
    let points = series(kind, isStepped: true, reduction: .smallest).map {
      (time: $0.time, value: $0.value * perReplica)
    }
    return Chart.Line(style: "capacity", points: points, isStepped: true)
  }

  /// A remembered series: each point the largest value of its time. A point of a stepped line stands where its time begins.
  private func series(
    _ kind: String, _ signal: String? = nil, isStepped: Bool = false,
    reduction: GridReduction = .largest
  ) -> [Chart.Point] {
    guard let line = workload.history.lines.first(where: { $0.kind == kind && $0.signal == signal })
    else { return [] }
    var values: [Double] = []
    line.series.appendGrid(from: first, step: step, count: count, reduction: reduction, to: &values)
    let shift = isStepped && bucket != nil ? step : .zero
    return values.enumerated().map {
      (max(now - span, first + step * $0.offset - shift), $0.element)
    }
  }

  /// The moments that are drawn: ``count`` of them, ``step`` apart from the first on to the present one.
  var first: Timestamp { now - step * (count - 1) }

  private var count: Int { Int(span.milliseconds / step.milliseconds) + 1 }
}

extension SignalForecast {
  /// The largest load expected, at the level that the recommendation rests on.
  var decisive: Double? { windowMax.first { $0.level == decisiveLevel }?.value }
}
