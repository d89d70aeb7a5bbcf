import Scaling
import TimeSeries

/// The page at `/`: a card for each workload, node pools and sources.
struct OverviewPage {
  private let snapshot: Snapshot

  /// The workloads that get a card; a page of thousands would take megabytes, and the rest has links.
  private static let cards = 500

  init(_ snapshot: Snapshot) {
    self.snapshot = snapshot
  }

  /// The page.
  var frame: PageFrame {
    PageFrame(title: "Outrider", isOverview: true, build: snapshot.build, content: content)
  }

  private var content: HTML {
    let cards = snapshot.workloads.prefix(Self.cards).enumerated().map { index, workload in
      WorkloadCard(workload: workload, now: snapshot.time, index: index).html
    }
    return """
      <header><h1>Outrider</h1>
      <p>What each workload should have, and why. \(state)</p></header>
      \(problems)<dl class="summary">\(summary)</dl>
      <section aria-labelledby="workloads">
      <h2 id="workloads">Workloads</h2>
      <div id="filter"></div>
      <div class="cards">
      \(cards)</div>
      \(rest)</section>
      \(pools)\(sources)
      """
  }

  private var state: HTML {
    snapshot.isReady
      ? "As of <time datetime=\"\(snapshot.time.rfc3339)\">\(PageText.moment(snapshot.time))</time> UTC."
      : "No full cycle has ended yet."
  }

  /// What somebody has to look after.
  private var problems: HTML {
    var lines: [HTML] = []
    if !snapshot.configuration.isLastReloadSuccessful {
      lines.append(
        "<li>The last configuration was refused; the one before is in force. <code>outrider check FILE</code> names every problem.</li>"
      )
    }
    for source in snapshot.sources where source.isUp == false {
      lines.append("<li>Source \(source.name) is down: \(source.problem ?? "no answer").</li>")
    }
    if lines.isEmpty { return "" }
    return "<ul class=\"problems\" role=\"status\" aria-label=\"Problems\">\(lines)</ul>\n"
  }

  private var summary: [HTML] {
    let workloads = snapshot.workloads
    let known = workloads.compactMap { $0.recommendation?.replicas }
    let running = workloads.compactMap(\.replicas.current)
    return [
      fact("Workloads", PageText.count(workloads.count)),
      fact("Replicas recommended", sum(known), of: known.count),
      fact("Replicas now", sum(running), of: running.count),
      cost("Cost an hour, recommended", workloads.compactMap(\.mix)),
      cost("Cost an hour of node pools", snapshot.nodePools.map(\.mix)),
    ]
  }

  private func sum(_ replicas: [Int]) -> String {
    if replicas.isEmpty, !snapshot.workloads.isEmpty { return PageText.unknown }
    return PageText.count(replicas.reduce(0) { $0.addingReportingOverflow($1).partialValue })
  }

  /// The sum of what mixes cost, which says so where one is missing; nothing where there are none.
  private func cost(_ name: String, _ mixes: [MixStatus]) -> HTML {
    if mixes.isEmpty { return "" }
    let known = mixes.compactMap(\.dollarsPerHour)
    let part: HTML =
      known.count < mixes.count ? " <small>of \(known.count) of \(mixes.count) mixes</small>" : ""
    let sum = known.isEmpty ? PageText.unknown : PageText.dollars(known.reduce(0, +))
    return "<div><dt>\(name)</dt><dd>\(sum)\(part)</dd></div>"
  }

  private func fact(_ name: String, _ value: String, of counted: Int? = nil) -> HTML {
    // A sum that does not have every workload in it says so.
    let part: HTML =
      if let counted, counted > 0, counted < snapshot.workloads.count {
        " <small>of \(counted) of \(snapshot.workloads.count) workloads</small>"
      } else { "" }
    return "<div><dt>\(name)</dt><dd>\(value)\(part)</dd></div>"
  }

  private var rest: HTML {
    let more = snapshot.workloads.dropFirst(Self.cards)
    if more.isEmpty { return "" }
    let links = more.map { workload -> HTML in
      "<li><a href=\"/workloads/\(path: workload.name)\">\(workload.name)</a></li>"
    }
    return "<h3>\(more.count) more</h3>\n<ul class=\"more\">\(links)</ul>\n"
  }

  private var pools: HTML {
    if snapshot.nodePools.isEmpty { return "" }
    let rows = snapshot.nodePools.map { pool -> HTML in
      let pods = pool.pods.map { "\($0.workload): \(PageText.count($0.replicas))" }
      return """
        <tr><th scope="row"><a href="/api/v1/node_pools/\(path: pool.name)">\(pool.name)</a></th>\
        <td>\(pods.joined(separator: ", "))</td><td>\(Self.instances(pool.mix))</td>\
        <td class="number">\(PageText.dollars(pool.mix.dollarsPerHour))</td></tr>

        """
    }
    return """
      <section aria-labelledby="pools">
      <h2 id="pools">Node pools</h2>
      <div class="wide" tabindex="0"><table>
      <thead><tr><th scope="col">Pool</th><th scope="col">Replicas</th><th scope="col">Instances</th>\
      <th scope="col" class="number">Dollars an hour</th></tr></thead>
      <tbody>
      \(rows)</tbody></table></div>
      </section>

      """
  }

  private var sources: HTML {
    let rows = snapshot.sources.map { source -> HTML in
      let state: HTML =
        switch source.isUp {
        case true?:
          source.problem.map { "\(Badge.html("up", .good)) with a problem: \($0)" }
            ?? Badge.html("up", .good)
        case false?: "\(Badge.html("down", .bad)) \(source.problem ?? "no answer")"
        case nil: Badge.html("not asked yet", .quiet)
        }
      return """
        <tr><th scope="row">\(source.name)</th><td>\(source.kind)</td><td>\(state)</td>\
        <td>\(source.lastSuccess.map(PageText.moment) ?? "never")</td></tr>

        """
    }
    return """
      <section aria-labelledby="sources">
      <h2 id="sources">Sources</h2>
      <div class="wide" tabindex="0"><table>
      <thead><tr><th scope="col">Source</th><th scope="col">Kind</th><th scope="col">State</th><th scope="col">Last answer</th></tr></thead>
      <tbody>
      \(rows)</tbody></table></div>
      </section>

      """
  }

  /// The instances of a mix in a line, or why there are none.
  static func instances(_ mix: MixStatus) -> HTML {
    if let problem = mix.problem { return "\(Badge.html("no mix", .bad)) \(problem)" }
    let parts = mix.totals.map {
      "\($0.count) × \($0.type)\($0.lifecycle == "spot" ? " (spot)" : "")"
    }
    return "\(parts.joined(separator: ", "))"
  }
}
