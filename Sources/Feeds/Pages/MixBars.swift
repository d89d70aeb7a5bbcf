/// The instances of a mix as bars: what each kind costs of the whole.
struct MixBars {
  let mix: MixStatus

  /// The bars, or why there are none.
  var html: HTML {
    if let problem = mix.problem { return "<p>\(Badge.html("no mix", .bad)) \(problem)</p>\n" }
    let parts = mix.instances
    if parts.isEmpty { return "<p>No instances are needed.</p>\n" }
    let whole = parts.reduce(0) { $0 + Self.dollars($1) }
    let rows = parts.map { part -> HTML in
      let dollars = Self.dollars(part)
      let share = whole > 0 ? dollars / whole : 0
      let zone = part.zone.isEmpty ? "" : " in " + part.zone
      let width = Int((share * 100).rounded())
      return """
        <tr><th scope="row">\(part.count) × \(part.type)\(zone)</th><td>\(part.lifecycle)</td>\
        <td class="number">\(PageText.dollars(part.dollarsPerHourEach))</td><td class="number">\(PageText.dollars(dollars))</td>\
        <td class="bar"><svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect class="\(part.lifecycle)" \
        width="\(max(1, width))" height="10"/></svg> \(PageText.percent(share))</td></tr>

        """
    }
    return """
      <div class="wide" tabindex="0"><table>
      <caption>Instances for \(PageText.count(mix.replicas)) replicas, dollars per hour</caption>
      <thead><tr><th scope="col">Instances</th><th scope="col">Lifecycle</th><th scope="col" class="number">Each</th>\
      <th scope="col" class="number">Together</th><th scope="col">Share of the cost</th></tr></thead>
      <tbody>
      \(rows)</tbody></table></div>
      \(summary)
      """
  }

  /// What it costs beside what runs, and how sure that is.
  private var summary: HTML {
    var facts: [HTML] = [
      fact("Cost an hour", PageText.dollars(mix.dollarsPerHour)),
      fact("Cost a month of 730 hours", PageText.dollars(mix.dollarsPerHour.map { $0 * 730 })),
    ]
    if let current = mix.currentDollarsPerHour {
      facts.append(fact("What runs costs an hour", PageText.dollars(current)))
    }
    switch mix.optimalityGap {
    case 0?: facts.append(fact("Cheaper mixes", "none: proven"))
    case let gap?: facts.append(fact("Cheaper mixes", "by at most \(PageText.percent(gap))"))
    case nil: break
    }
    if let risk = mix.risk {
      facts.append(fact("Holds when instances are taken back", PageText.percent(risk.survival)))
    }
    for (kind, dollars) in mix.savings?.kinds ?? [] where dollars != 0 {
      facts.append(
        fact(
          "To be saved by \(kind.split(separator: "_").joined(separator: " "))",
          PageText.dollars(dollars) + " an hour"))
    }
    if mix.unknownInstances > 0 {
      facts.append(
        fact("Running, not in the catalogue", PageText.count(mix.unknownInstances)))
    }
    return "<dl class=\"facts\">\(facts)</dl>\n"
  }

  private func fact(_ name: String, _ value: String) -> HTML {
    "<div><dt>\(name)</dt><dd>\(value)</dd></div>"
  }

  private static func dollars(_ part: MixStatus.Instances) -> Double {
    part.dollarsPerHourEach * Double(part.count)
  }
}
