public import InstanceMix

/// An answer for people: the mix as a table, its cost, how much is proven, and what else there is to say.
public struct MixTable: Sendable {
  private let problem: MixProblem
  private let answer: MixAnswer
  private let advice: MixAdvice

  /// A table of an answer.
  public init(_ answer: MixAnswer, to problem: MixProblem, advice: MixAdvice = MixAdvice()) {
    self.answer = answer
    self.problem = problem
    self.advice = advice
  }

  /// Hours of a month, as clouds count them: 365 days of 24 hours over 12.
  private static let hoursOfMonth = 730

  /// The lines, each with its line break.
  public var text: String {
    switch answer.status {
    case .optimal, .feasible: mix + verdict + next + risk + savings + regions
    case .infeasible: "No mix keeps to all of this: proven.\n" + reasons
    case .unknown:
      "No mix was found in time; it is not proven that there is none. A longer --deadline may help.\n"
    }
  }

  private var mix: String {
    let parts = problem.parts(of: answer.counts)
    let hasZones = parts.contains { !$0.zone.isEmpty }
    var rows = [["INSTANCES", "TYPE", "LIFECYCLE", "EACH $/H", "$/H"]]
    if hasZones { rows[0].insert("ZONE", at: 3) }
    for part in parts {
      var row = [
        "\(part.count)", part.type, part.lifecycle.word, Dollars.text(part.microdollarsPerHour),
        Dollars.text(
          part.microdollarsPerHour.multipliedReportingOverflow(by: part.count).partialValue),
      ]
      if hasZones { row.insert(part.zone, at: 3) }
      rows.append(row)
    }
    return TextTable(rows, textColumns: hasZones ? [1, 2, 3] : [1, 2]).text
  }

  private var verdict: String {
    guard let cost = answer.cost else { return "" }
    var text = "\n"
    let hourly = problem.microdollarsPerHour(of: answer.counts) ?? cost
    text += "cost     $\(Dollars.text(hourly)) an hour, "
    text += "$\(Dollars.cents(hourly, hours: 24)) a day, "
    text += "$\(Dollars.cents(hourly, hours: Self.hoursOfMonth)) a month\n"
    if let row = problem.resources.firstIndex(of: .deciRequestsPerSecond), problem.need[row] > 0 {
      // Dollars a million requests: microdollars an hour over 360 x tenths of a request a second are microdollars a request.
      let perMillion = Double(hourly) / (360 * Double(problem.need[row]))
      text +=
        "         $\(Dollars.rounded(perMillion)) a million requests at this load\n"
    }
    if cost != hourly {
      text += "         $\(Dollars.text(cost)) an hour with the penalty for changes\n"
    }
    for price in advice.prices where price.costWithout < cost {
      text += "         $\(Dollars.text(cost - price.costWithout)) of it for the "
      text += "\(price.requirement.name)\n"
    }
    if answer.status == .optimal {
      text += "proof    no mix is cheaper\n"
    } else {
      text +=
        "proof    none is known to be cheaper than $\(Dollars.text(answer.bound ?? 0)) an hour"
      if let gap = answer.gap {
        let hundredths = Int((gap * 10_000).rounded(.up))
        text += ": a gap of at most \(hundredths / 100).\(Dollars.padded(hundredths % 100, 2)) %"
      }
      text += "\n"
    }
    return text
  }

  private var next: String {
    guard let cost = answer.cost else { return "" }
    var label = "next     "
    return advice.runnersUp.map { other in
      let offer = problem.offers[other.without]
      let price = other.answer.cost ?? cost
      var line = "\(label)$\(Dollars.text(price))"
      if cost > 0 {
        line += " (\(Self.percent(Double(price - cost) / Double(cost), signed: true)))"
      }
      line += " without \(Self.name(offer)): "
      label = "         "
      return line + Self.list(problem.parts(of: other.answer.counts)) + "\n"
    }.joined()
  }

  private var risk: String {
    guard let risk = advice.risk else { return "" }
    let correlation = problem.constraints.survival?.correlation ?? .pools
    let how = correlation == .pools ? "each by itself" : "those of a zone together"
    var text =
      "risk     the need is held with a probability of \(Self.percent(risk.holdsAtLeast)), where \(risk.poolsAtRisk) "
    text += risk.poolsAtRisk == 1 ? "offer can be interrupted" : "offers can be interrupted, \(how)"
    text += "\n"
    if let replacement = risk.expectedReplacementCost {
      text +=
        "         replacing what is lost on demand costs $\(Dollars.text(Int(replacement.rounded()))) an hour in the mean\n"
      if let without = advice.costWithoutSpot, let cost = answer.cost {
        let saving = without - cost
        text += "         spot saves $\(Dollars.text(max(0, saving))) an hour, "
        let net = saving - Int(replacement.rounded())
        text += net >= 0 ? "$\(Dollars.text(net)) after that\n" : "less than that\n"
      }
    }
    return text
  }

  private var savings: String {
    guard let savings = advice.savings else { return "" }
    let kinds = [
      ("stopping what is idle", savings.idleRemoval), ("smaller sizes", savings.downsizing),
      ("other families", savings.betterMix), ("spot", savings.spot),
    ].filter { $0.1 > 0 }
    let total = savings.running - savings.cheapest
    if total <= 0 { return "saving   none: what runs is as cheap as can be\n" }
    let parts = kinds.map { "$\(Dollars.text($0.1)) by \($0.0)" }.joined(separator: ", ")
    return
      "saving   $\(Dollars.text(total)) an hour of $\(Dollars.text(savings.running)) that run: \(parts)\n"
  }

  private var regions: String {
    var label = "region   "
    return advice.regions.map { region in
      let cost = region.cost.map { "$\(Dollars.text($0)) an hour" } ?? "no mix"
      defer { label = "         " }
      return "\(label)\(region.name): \(cost)\n"
    }.joined()
  }

  private var reasons: String {
    advice.infeasibility?.lines.map { $0 + "\n" }.joined() ?? ""
  }

  private static func name(_ offer: MixOffer) -> String {
    offer.type + (offer.lifecycle == .spot ? " (spot)" : "")
      + (offer.zone.isEmpty ? "" : " in \(offer.zone)")
  }

  private static func list(_ parts: [MixPart]) -> String {
    parts.map {
      "\($0.count) x \($0.type)" + ($0.lifecycle == .spot ? " (spot)" : "")
        + ($0.zone.isEmpty ? "" : " in \($0.zone)")
    }.joined(separator: ", ")
  }

  /// A share in percent: with as many decimals as tell it from 100.
  private static func percent(_ share: Double, signed: Bool = false) -> String {
    let scaled = signed ? (share * 1000).rounded() : (share * 100_000).rounded(.down)
    let digits = signed ? 10 : 1000
    let value = Int(min(scaled, 1e15))
    let fraction = Dollars.padded(value % digits, signed ? 1 : 3)
    return "\(signed ? "+" : "")\(value / digits).\(fraction) %"
  }
}
