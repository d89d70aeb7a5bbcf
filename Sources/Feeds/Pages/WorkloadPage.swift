import Calendar
import Scaling
import TimeSeries

/// The page of one workload: what it should have and why, its past, its instances and its last decisions.
struct WorkloadPage {
  let workload: WorkloadStatus
  let snapshot: Snapshot
  /// The past that is drawn; nil: the usual one.
  let span: Duration?

  /// The moments that a chart shows, at most.
  private static let points = 300
  /// The decisions that the page tells; the JSON API has the last thousand.
  private static let decisions = 20

  /// The page of a workload.
  ///
  /// - Parameter query: `span`, a duration up to two weeks.
  init(
    _ workload: WorkloadStatus, in snapshot: Snapshot, query: [String: String]
  ) throws(APIError) {
    self.workload = workload
    self.snapshot = snapshot
    guard let text = query["span"] else {
      span = nil
      return
    }
    guard let span = Duration(prometheusText: text), span.milliseconds >= 60_000,
      span <= .seconds(14 * 86_400)
    else {
      throw .badData("span: expected a duration from 1m to 2w, such as 6h")
    }
    self.span = span
  }

  /// The page.
  var frame: PageFrame {
    PageFrame(title: "\(workload.name) · Outrider", build: snapshot.build, content: content)
  }

  private var content: HTML {
    let recommendation = workload.recommendation
    return """
      <nav aria-label="Where you are"><a href="/">All workloads</a></nav>
      <header><h1>\(workload.name)</h1>
      <p class="badges">\(WorkloadCard.badges(of: workload))</p></header>
      <p class="replicas large"><span class="figure"><b>\(PageText.count(recommendation?.replicas))</b> recommended</span> \
      <span class="figure"><b>\(PageText.count(workload.replicas.current))</b> now</span> \
      <span class="figure"><b>\(PageText.count(workload.replicas.ready))</b> ready</span></p>
      <dl class="facts">\(facts)</dl>
      \(explanation)\(history)\(signals)\(mix)\(shadow)\(decisions)\(calendar)\(links)
      """
  }

  private func fact(_ name: String, _ value: String) -> HTML {
    "<div><dt>\(name)</dt><dd>\(value)</dd></div>"
  }

  private var facts: [HTML] {
    var facts: [HTML] = []
    if let recommendation = workload.recommendation {
      facts.append(
        fact("Decided", PageText.moment(recommendation.at) + " UTC"))
      facts.append(fact("Confidence", PageText.percent(recommendation.confidence)))
      if let promise = recommendation.promise {
        if let share = promise.share {
          facts.append(fact("Overload promised", "at most " + PageText.percent(share)))
        }
        facts.append(fact("Overload, last week", PageText.percent(promise.delivered)))
        facts.append(fact("Chance that load exceeds it", PageText.percent(promise.chance)))
      }
    }
    facts.append(fact("Overload, last day", PageText.percent(workload.service.overloadRatio)))
    facts.append(fact("Free capacity", PageText.percent(workload.service.headroomRatio)))
    if let dollars = workload.mix?.dollarsPerHour {
      facts.append(fact("Cost an hour", PageText.dollars(dollars)))
    }
    if let startup = workload.learnt?.startup {
      facts.append(
        fact(
          "A new replica serves after",
          "\(PageText.duration(startup.median)), 9 of 10 within \(PageText.duration(startup.upper))"
        ))
    }
    for capacity in workload.learnt?.capacities ?? [] {
      facts.append(
        fact(
          "One replica serves, of \(capacity.signal)",
          "\(PageText.number(capacity.perReplica)) learnt, \(PageText.number(capacity.configured)) configured"
        ))
    }
    return facts
  }

  private var explanation: HTML {
    let sentences = workload.explanation.map { sentence -> HTML in "<li>\(sentence)</li>\n" }
    return """
      <section aria-labelledby="why">
      <h2 id="why">Why</h2>
      <ol class="explanation">
      \(sentences)</ol>
      \(limits)</section>

      """
  }

  private var limits: HTML {
    let limits = workload.recommendation?.limits ?? []
    if limits.isEmpty { return "" }
    let rows = limits.map { limit -> HTML in
      """
      <tr><th scope="row">\(ReasonText.words(limit.kind))</th><td class="number">\(PageText.count(limit.from))</td>\
      <td class="number">\(PageText.count(limit.to))</td></tr>

      """
    }
    return """
      <div class="wide" tabindex="0"><table><caption>What bound the number, in order</caption>
      <thead><tr><th scope="col">Limit</th><th scope="col" class="number">Replicas before</th><th scope="col" class="number">After</th></tr></thead>
      <tbody>
      \(rows)</tbody></table></div>

      """
  }

  private var history: HTML {
    let usual = WorkloadCharts.usualSpan(of: workload)
    let charts = WorkloadCharts(
      workload: workload, now: snapshot.time, span: span ?? usual, points: Self.points,
      showsCapacity: true)
    let drawn = workload.signals.map { signal -> HTML in
      let caption: HTML = """
        <b>\(signal.name)</b>: \(WorkloadCharts.words(signal))<br>
        <span class="keys"><span class="key load">load</span> <span class="key forecast">most that was expected</span> \
        <span class="key capacity">ready capacity</span></span>
        """
      return ChartFigure(chart: charts.load(of: signal), caption: caption).html
    }
    let replicas = ChartFigure(
      chart: charts.replicas,
      caption: """
        <b>Replicas</b><br><span class="keys"><span class="key recommended">recommended</span> <span class="key current">running</span></span>
        """
    ).html
    let bucket: HTML =
      charts.bucket.map {
        "<p class=\"note\">Each point is the largest value of \(PageText.duration($0)), of capacity the smallest.</p>\n"
      } ?? ""
    return """
      <section aria-labelledby="history">
      <h2 id="history">Load and replicas</h2>
      <p class="spans">\(spans(usual))</p>
      <div class="charts" data-history="/api/v1/workloads/\(path: workload.name)/history" data-from="\(decimal(snapshot.time - (span ?? usual)))" data-first="\(decimal(charts.first))" \
      data-to="\(decimal(snapshot.time))" data-end="\(decimal(snapshot.time + horizon))" data-step="\(decimal(charts.step))" data-thinned="\(charts.bucket == nil ? "no" : "yes")">
      \(drawn)\(replicas)</div>
      \(bucket)</section>

      """
  }

  private var horizon: Duration { workload.signals.compactMap(\.forecast?.horizon).max() ?? .zero }

  private func decimal(_ time: Timestamp) -> String { PageText.exact(time.seconds) }

  private func decimal(_ duration: Duration) -> String { PageText.exact(duration.inSeconds) }

  /// Links to other lengths of the past.
  private func spans(_ usual: Duration) -> [HTML] {
    let choices: [(String, String?, Duration)] = [
      (PageText.duration(usual), nil, usual), ("1 h", "1h", .seconds(3600)),
      ("6 h", "6h", .seconds(21_600)), ("1 d", "1d", .seconds(86_400)),
      ("7 d", "7d", .seconds(7 * 86_400)),
    ]
    return choices.filter { $0.1 == nil || $0.2 != usual }.map { name, query, span in
      let isShown = span == (self.span ?? usual)
      let target: HTML = "/workloads/\(path: workload.name)"
      let search: HTML = query.map { "?span=\($0)" } ?? ""
      return isShown
        ? "<a href=\"\(target)\(search)\" aria-current=\"true\">\(name)</a> "
        : "<a href=\"\(target)\(search)\">\(name)</a> "
    }
  }

  private var signals: HTML {
    let rows = workload.signals.enumerated().map { index, signal -> HTML in
      let wishes = workload.recommendation?.signals ?? []
      let wish = index < wishes.count ? wishes[index] : nil
      let value: HTML =
        signal.problem.map { "\(Badge.html("unknown", .bad)) \($0)" }
        ?? "\(PageText.number(signal.value))"
      let forecast = signal.forecast
      let models = (forecast?.weights ?? []).filter { $0.weight >= 0.005 }.map {
        "\($0.model.split(separator: "_").joined(separator: " ")) \(PageText.percent($0.weight))"
      }
      return """
        <tr><th scope="row">\(signal.name)</th><td class="number">\(value)</td><td class="number">\(age(signal))</td>\
        <td>\(target(signal.target))</td><td class="number">\(forecast == nil ? "none yet" : PageText.number(forecast?.decisive))</td>\
        <td class="number">\(asks(wish, signal))</td><td class="number">\(quality(forecast))</td><td>\(models.joined(separator: ", "))</td></tr>

        """
    }
    return """
      <section aria-labelledby="signals">
      <h2 id="signals">Signals</h2>
      <div class="wide" tabindex="0"><table>
      <thead><tr><th scope="col">Signal</th><th scope="col" class="number">Value</th><th scope="col" class="number">Age</th>\
      <th scope="col">Target</th><th scope="col" class="number">Most expected</th><th scope="col" class="number">Asks for</th>\
      <th scope="col" class="number">Error saved</th><th scope="col">Models</th></tr></thead>
      <tbody>
      \(rows)</tbody></table></div>
      <p class="note">“Most expected” is the largest load until a new replica serves, at the level that the recommendation rests on. “Error saved” is the \
      share of the last value’s error that the forecast saves.</p>
      </section>

      """
  }

  private func age(_ signal: SignalStatus) -> String {
    signal.age.map { PageText.duration($0) } ?? PageText.unknown
  }

  private func quality(_ forecast: SignalForecast?) -> String {
    guard let error = forecast?.scaledError else { return "not known yet" }
    return PageText.percent(1 - error)
  }

  private func asks(_ wish: SignalRecommendation?, _ signal: SignalStatus) -> String {
    if signal.target == .leading { return "nothing: it leads" }
    return PageText.count(wish?.desired)
  }

  private func target(_ target: SignalTarget) -> String {
    switch target {
    case .perReplica(let value): "\(PageText.number(value)) a replica"
    case .utilization(let value): "\(PageText.percent(value)) in use"
    case .value(let value): "at \(PageText.number(value))"
    case .leading: "moves before others"
    }
  }

  private var mix: HTML {
    guard let mix = workload.mix else { return "" }
    return """
      <section aria-labelledby="mix">
      <h2 id="mix">Instances</h2>
      \(MixBars(mix: mix).html)</section>

      """
  }

  private var shadow: HTML {
    guard let shadow = workload.shadow, shadow.seconds > 0 else { return "" }
    func row(_ name: String, _ fleet: ShadowReport.Fleet) -> HTML {
      """
      <tr><th scope="row">\(name)</th><td class="number">\(PageText.number(fleet.replicaSeconds / 3600))</td>\
      <td class="number">\(PageText.percent(fleet.overloadSeconds / shadow.seconds))</td>\
      <td class="number">\(PageText.number(fleet.changes))</td></tr>

      """
    }
    let saving: HTML =
      shadow.savingRatio.map {
        $0 >= 0
          ? "<p>It would have saved \(PageText.percent($0)) of the replica time.</p>\n"
          : "<p>It would have used \(PageText.percent(-$0)) more replica time.</p>\n"
      } ?? ""
    return """
      <section aria-labelledby="shadow">
      <h2 id="shadow">In shadow</h2>
      <div class="wide" tabindex="0"><table><caption>What following Outrider would have been, over \(PageText.duration(.milliseconds(Int64(shadow.seconds * 1000))))</caption>
      <thead><tr><th scope="col">Fleet</th><th scope="col" class="number">Replica hours</th><th scope="col" class="number">Overload</th>\
      <th scope="col" class="number">Replicas changed</th></tr></thead>
      <tbody>
      \(row("Recommended", shadow.recommended))\(row("What ran", shadow.actual))</tbody></table></div>
      \(saving)</section>

      """
  }

  private var decisions: HTML {
    let records = workload.decisions.records.suffix(Self.decisions).reversed()
    if records.isEmpty { return "" }
    let rows = records.map { record -> HTML in
      let limits = record.limits.map { $0.split(separator: "_").joined(separator: " ") }
      return """
        <tr><th scope="row"><time datetime="\(record.at.rfc3339)">\(PageText.moment(record.at))</time></th>\
        <td class="number">\(PageText.count(record.current))</td><td class="number">\(PageText.count(record.replicas))</td>\
        <td>\(record.reason.split(separator: "_").joined(separator: " "))</td><td>\(record.trigger)</td>\
        <td>\(limits.joined(separator: ", "))</td><td class="number">\(record.count)</td></tr>

        """
    }
    return """
      <section aria-labelledby="decisions">
      <h2 id="decisions">Last decisions</h2>
      <div class="wide" tabindex="0"><table>
      <thead><tr><th scope="col">First made (UTC)</th><th scope="col" class="number">From</th><th scope="col" class="number">To</th>\
      <th scope="col">Reason</th><th scope="col">Trigger</th><th scope="col">Limits</th><th scope="col" class="number">In a row</th></tr></thead>
      <tbody>
      \(rows)</tbody></table></div>
      </section>

      """
  }

  private var calendar: HTML {
    var lines: [HTML] = []
    if let schedules = workload.schedules {
      for name in schedules.inForce { lines.append("<li>Schedule \(name) is in force.</li>\n") }
      for change in schedules.upcoming {
        let replicas =
          change.exact.map { "exactly \($0)" } ?? change.floor.map { "at least \($0)" }
          ?? change.ceiling.map { "at most \($0)" }
        lines.append(
          "<li>\(PageText.moment(change.time)) UTC: schedule \(change.schedule), \(change.change)\(replicas.map { ", \($0)" } ?? "")</li>\n"
        )
      }
    }
    for event in workload.upcomingEvents {
      lines.append(
        "<li>\(PageText.moment(event.start)) UTC to \(PageText.moment(event.end)) UTC: \(event.name)</li>\n"
      )
    }
    if lines.isEmpty { return "" }
    return """
      <section aria-labelledby="calendar">
      <h2 id="calendar">Schedules and calendar</h2>
      <ul>
      \(lines)</ul></section>

      """
  }

  private var links: HTML {
    let base: HTML = "/api/v1/workloads/\(path: workload.name)"
    return """
      <p class="links">As JSON: <a href="\(base)">recommendation</a>, <a href="\(base)/history">history</a>, \
      <a href="\(base)/patterns">patterns</a>, <a href="\(base)/decisions">decisions</a></p>

      """
  }
}
