import Scaling
import TimeSeries

/// A workload in the overview.
struct WorkloadCard {
  let workload: WorkloadStatus
  let now: Timestamp
  /// Its place in the overview: what its title is named by.
  let index: Int

  /// The moments that a drawing shows.
  private static let points = 60
  /// The signals that are drawn; the page of the workload has them all.
  private static let drawnSignals = 2

  /// The card.
  var html: HTML {
    let recommendation = workload.recommendation
    return """
      <article class="card" aria-labelledby="w\(index)" data-name="\(workload.name)">
      <h3 id="w\(index)"><a href="/workloads/\(path: workload.name)">\(workload.name)</a></h3>
      <p class="badges">\(Self.badges(of: workload))</p>
      <p class="replicas"><span class="figure"><b>\(PageText.count(recommendation?.replicas))</b> recommended</span> \
      <span class="figure"><b>\(PageText.count(workload.replicas.current))</b> now</span></p>
      \(drawings)<dl class="facts">\(facts)</dl>
      <p class="reason">\(reason)</p>
      </article>

      """
  }

  /// How the workload stands, what is wrong first.
  static func badges(of workload: WorkloadStatus) -> [HTML] {
    var badges: [HTML] = []
    let recommendation = workload.recommendation
    if recommendation?.replicas == nil { badges.append(Badge.html("not known yet", .warning)) }
    if recommendation?.isFallbackActive == true { badges.append(Badge.html("fallback", .bad)) }
    if recommendation?.isHeld == true { badges.append(Badge.html("held", .warning)) }
    if let headroom = workload.service.headroomRatio, headroom < 0 {
      badges.append(Badge.html("overloaded", .bad))
    }
    for (kind, words, tone) in notable
    where recommendation?.isLimited(by: kind) == true {
      badges.append(Badge.html(words, tone))
    }
    badges.append(
      workload.isLive ? Badge.html("live", .good) : Badge.html("shadow", .quiet))
    return spaced(badges)
  }

  /// The limits that somebody should know of at a glance.
  private static let notable: [(Limit.Kind, String, Badge.Tone)] = [
    (.max, "at its maximum", .warning), (.capacity, "out of capacity", .bad),
    (.pinned, "pinned", .warning), (.paused, "paused", .warning), (.schedule, "schedule", .quiet),
    (.event, "event", .quiet),
  ]

  private static func spaced(_ badges: [HTML]) -> [HTML] {
    badges.flatMap { [$0, " "] }
  }

  private var drawings: [HTML] {
    let charts = WorkloadCharts(
      workload: workload, now: now, span: WorkloadCharts.usualSpan(of: workload),
      points: Self.points)
    var figures = workload.signals.prefix(Self.drawnSignals).map { signal -> HTML in
      let state: HTML =
        signal.problem.map { "\(Badge.html("unknown", .bad)) \($0)" }
        ?? "\(WorkloadCharts.words(signal))"
      let chart = charts.load(of: signal)
      let caption: HTML = "<span class=\"key load\">\(signal.name)</span> \(state)"
      return chart.scale == nil
        ? "<p class=\"empty\">\(caption)</p>\n"
        : ChartFigure(chart: chart, caption: caption, hasAxes: false).html
    }
    let replicas = charts.replicas
    if replicas.scale != nil {
      figures.append(
        ChartFigure(
          chart: replicas,
          caption:
            "<span class=\"key recommended\">recommended</span> and <span class=\"key current\">current</span> replicas",
          hasAxes: false
        ).html)
    }
    return figures
  }

  private var facts: [HTML] {
    var facts = [fact("Confidence", PageText.percent(workload.recommendation?.confidence))]
    if let mix = workload.mix {
      facts.append(
        fact("Cost an hour", mix.problem == nil ? PageText.dollars(mix.dollarsPerHour) : "no mix"))
    }
    if let promise = workload.recommendation?.promise, let share = promise.share {
      facts.append(
        fact(
          "Overload, promised at most \(PageText.percent(share))",
          PageText.percent(promise.delivered)))
    } else if let ratio = workload.service.overloadRatio {
      facts.append(fact("Overload, last day", PageText.percent(ratio)))
    }
    return facts
  }

  private func fact(_ name: String, _ value: String) -> HTML {
    "<div><dt>\(name)</dt><dd>\(value)</dd></div>"
  }

  private var reason: String {
    guard let recommendation = workload.recommendation else { return "Nothing is decided yet." }
    return ReasonText.sentence(recommendation)
  }
}

/// Why a number is recommended, in one sentence.
enum ReasonText {
  static func sentence(_ recommendation: Recommendation) -> String {
    guard recommendation.replicas != nil else {
      return "Nothing can be recommended: no signal is known."
    }
    let trigger =
      switch recommendation.trigger {
      case .signal(let name): "signal \(name)"
      case .signals: "the mean of the signals"
      case .promise: "the promised share of overload"
      case .limit(let kind): "the limit \(words(kind))"
      case .none: "nothing"
      }
    switch recommendation.reason {
    case .forecast: return "The forecast asks for it, by \(trigger)."
    case .present: return "The present load asks for it, by \(trigger)."
    case .withinTolerance: return "The load is close enough to what the replicas should carry."
    case .stabilized: return "Earlier recommendations still count (stabilization)."
    case .held: return "A signal is unknown: the last good number is held."
    case .fallback: return "Signals stay unknown: the configured fallback stands in."
    case .unknown: return "Nothing can be recommended."
    }
  }

  static func words(_ kind: Limit.Kind) -> String {
    kind.rawValue.split(separator: "_").joined(separator: " ")
  }
}
