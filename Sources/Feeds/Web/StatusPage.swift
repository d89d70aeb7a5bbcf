import Numerals
import Scaling
import TimeSeries

/// The page at `/`: each workload in a row with its last hour drawn, without scripts and without anything from elsewhere.
struct StatusPage {
  private let snapshot: Snapshot

  /// The workloads whose past is drawn: a page of thousands of drawings would take megabytes.
  private static let drawnWorkloads = 50

  init(_ snapshot: Snapshot) {
    self.snapshot = snapshot
  }

  /// The page as HTML.
  var html: String {
    let rows = snapshot.workloads.enumerated().map { index, workload in
      row(workload) + (index < Self.drawnWorkloads ? drawings(of: workload) : "")
    }.joined()
    let sources = snapshot.sources.map(row).joined()
    let pools =
      snapshot.nodePools.isEmpty
      ? ""
      : """
      <h2>Node pools</h2>
      <table>
      <thead><tr><th>Pool</th><th>Replicas</th><th>Instances</th><th class="number">$ per hour</th></tr></thead>
      <tbody>
      \(snapshot.nodePools.map(row).joined())</tbody>
      </table>

      """
    let state = snapshot.isReady ? "" : "<p>No full cycle has ended yet.</p>"
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>Outrider</title>
      <style>
      \(Self.style)
      </style>
      </head>
      <body>
      <h1>Outrider</h1>
      <p><a href="/metrics">Metrics</a> · <a href="/api/v1/workloads">JSON</a></p>\(state)
      <h2>Workloads</h2>
      <table>
      <thead><tr><th>Workload</th><th>Mode</th><th class="number">Recommended</th>
      <th class="number">Current</th><th>Reason</th><th class="number">Confidence</th>
      <th>Instances</th><th class="number">$ per hour</th></tr></thead>
      <tbody>
      \(rows)</tbody>
      </table>
      <p>Drawn: the last hour's <span class="load">load</span> with its
      <span class="forecast">forecast</span>, and <span class="recommended">recommended</span> and
      <span class="current">current</span> replicas.</p>
      \(pools)<h2>Sources</h2>
      <table>
      <thead><tr><th>Source</th><th>Kind</th><th>State</th></tr></thead>
      <tbody>
      \(sources)</tbody>
      </table>
      </body>
      </html>

      """
  }

  private static let style = """
    :root { color-scheme: light dark; }
    body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
    table { border-collapse: collapse; width: 100%; margin-bottom: 2rem; }
    th, td { text-align: left; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid #8884; }
    td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
    td.drawn { border-bottom: 2px solid #8884; }
    figure { display: inline-block; margin: 0 1.5rem 0 0; }
    figcaption { font-size: 13px; }
    svg { width: 240px; height: 40px; fill: none; stroke-width: 1.2; }
    .down { color: #c33; }
    .load, .current { color: #5a7; stroke: #5a7; }
    .forecast, .recommended { color: #c72; stroke: #c72; }
    p span { stroke: none; }
    """

  private func row(_ workload: WorkloadStatus) -> String {
    let recommendation = workload.recommendation
    let path = HTMLText.pathSegment(workload.name)
    let why = HTMLText.escaped(
      recommendation == nil ? "" : workload.explanation.joined(separator: " "))
    let instances = workload.mix.map(Self.text)
    return """
      <tr><td><a href="/api/v1/workloads/\(path)">\(HTMLText.escaped(workload.name))</a></td>\
      <td>\(workload.isLive ? "live" : "shadow")</td>\
      <td class="number">\(Self.text(recommendation?.replicas))</td>\
      <td class="number">\(Self.text(workload.replicas.current))</td>\
      <td title="\(why)">\(recommendation?.reason.rawValue ?? "unknown")</td>\
      <td class="number">\(Self.text(recommendation?.confidence, digits: 2))</td>\
      <td>\(instances ?? "–")</td>\
      <td class="number">\(Self.text(workload.mix?.dollarsPerHour, digits: 3))</td></tr>

      """
  }

  /// The last hour of each signal, and of the replicas, in a row of their own.
  private func drawings(of workload: WorkloadStatus) -> String {
    var figures = workload.signals.compactMap { signal in
      figure(
        signal.name + Self.expectation(of: signal), signal.problem,
        [
          line("load", of: workload, "load", signal.name),
          line("forecast", of: workload, "forecast", signal.name),
        ])
    }
    figures.append(
      contentsOf: [
        figure(
          "replicas", nil,
          [
            line("current", of: workload, "current_replicas"),
            line("recommended", of: workload, "recommended_replicas"),
          ])
      ].compactMap(\.self))
    if figures.isEmpty { return "" }
    return "<tr><td class=\"drawn\" colspan=\"8\">\(figures.joined())</td></tr>\n"
  }

  /// The load now, and the most that is expected up to the horizon.
  private static func expectation(of signal: SignalStatus) -> String {
    var text = ""
    if let load = signal.load { text += ": \(Self.text(load, digits: 2)) now" }
    if let forecast = signal.forecast,
      let most = forecast.windowMax.first(where: { $0.level == forecast.decisiveLevel })
    {
      text += text.isEmpty ? ": " : ", "
      text += "up to \(Self.text(most.value, digits: 2)) expected"
    }
    return text
  }

  private func figure(_ name: String, _ problem: String?, _ lines: [Sparkline.Line]) -> String? {
    let drawing = Sparkline(title: name, lines: lines).svg
    if drawing == nil, problem == nil { return nil }
    let state = problem.map { " <span class=\"down\">\(HTMLText.escaped($0))</span>" } ?? ""
    return """
      <figure>\(drawing ?? "")<figcaption>\(HTMLText.escaped(name))\(state)</figcaption></figure>
      """
  }

  private func line(
    _ style: String, of workload: WorkloadStatus, _ kind: String, _ signal: String? = nil
  ) -> Sparkline.Line {
    let found = workload.history.lines.first { $0.kind == kind && $0.signal == signal }
    var values: [Double] = []
    let step = max(
      workload.history.step, .milliseconds(3_600_000 / Int64(Sparkline.points)))
    let start = snapshot.time - step * (Sparkline.points - 1)
    found?.series.appendGrid(from: start, step: step, count: Sparkline.points, to: &values)
    return Sparkline.Line(style: style, values: values)
  }

  private func row(_ source: SourceStatus) -> String {
    let problem = source.problem.map(HTMLText.escaped)
    let state =
      switch source.isUp {
      case true?: problem.map { "up, with a problem: \($0)" } ?? "up"
      case false?: "<span class=\"down\">down: \(problem ?? "no answer")</span>"
      case nil: "not asked yet"
      }
    return """
      <tr><td>\(HTMLText.escaped(source.name))</td><td>\(HTMLText.escaped(source.kind))</td>\
      <td>\(state)</td></tr>

      """
  }

  private func row(_ pool: NodePoolStatus) -> String {
    let pods = pool.pods.map { "\($0.workload): \(Self.text($0.replicas))" }.joined(separator: ", ")
    return """
      <tr><td><a href="/api/v1/node_pools/\(HTMLText.pathSegment(pool.name))">\(HTMLText.escaped(pool.name))</a></td>\
      <td>\(HTMLText.escaped(pods))</td><td>\(Self.text(pool.mix))</td>\
      <td class="number">\(Self.text(pool.mix.dollarsPerHour, digits: 3))</td></tr>

      """
  }

  /// The instances of a mix, or why there are none.
  private static func text(_ mix: MixStatus) -> String {
    if let problem = mix.problem {
      return "<span class=\"down\">\(HTMLText.escaped(problem))</span>"
    }
    return HTMLText.escaped(
      mix.totals.map { "\($0.count) × \($0.type)\($0.lifecycle == "spot" ? " (spot)" : "")" }
        .joined(separator: ", "))
  }

  private static func text(_ value: Int?) -> String { value.map(String.init) ?? "unknown" }

  private static func text(_ value: Double?, digits: Int) -> String {
    guard let value else { return "–" }
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    return DecimalText.string((value * scale).rounded() / scale)
  }
}
