public import InstanceMix

/// An answer for people: the mix as a table, its cost, and how much is proven.
public struct MixTable: Sendable {
  private let problem: MixProblem
  private let answer: MixAnswer
  private let prices: [ConstraintPrice]
  private let obstacles: [MixInfeasibility.Obstacle]

  /// A table of an answer.
  ///
  /// - Parameters:
  ///   - prices: what the mix would cost without each constraint.
  ///   - obstacles: what makes the problem infeasible.
  public init(
    _ answer: MixAnswer, to problem: MixProblem, prices: [ConstraintPrice] = [],
    obstacles: [MixInfeasibility.Obstacle] = []
  ) {
    self.answer = answer
    self.problem = problem
    self.prices = prices
    self.obstacles = obstacles
  }

  /// Hours of a month, as clouds count them: 365 days of 24 hours over 12.
  private static let hoursOfMonth = 730

  /// The lines, each with its line break.
  public var text: String {
    switch answer.status {
    case .optimal, .feasible: mix + verdict
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
        "\(part.count)", part.type, part.lifecycle == .spot ? "spot" : "on-demand",
        Dollars.text(part.microdollarsPerHour),
        Dollars.text(
          part.microdollarsPerHour.multipliedReportingOverflow(by: part.count).partialValue),
      ]
      if hasZones { row.insert(part.zone, at: 3) }
      rows.append(row)
    }
    let textColumns = Set(hasZones ? [1, 2, 3] : [1, 2])
    return Self.aligned(rows, textColumns: textColumns)
  }

  private static func aligned(_ rows: [[String]], textColumns: Set<Int>) -> String {
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let cells = row.enumerated().map { column, cell in
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        return textColumns.contains(column) ? cell + padding : padding + cell
      }
      return cells.joined(separator: "  ") + "\n"
    }.joined()
  }

  private var verdict: String {
    guard let cost = answer.cost else { return "" }
    var text = "\n"
    let hourly = problem.microdollarsPerHour(of: answer.counts) ?? cost
    text += "cost     $\(Dollars.text(hourly)) an hour, "
    text += "$\(Dollars.cents(hourly, hours: 24)) a day, "
    text += "$\(Dollars.cents(hourly, hours: Self.hoursOfMonth)) a month\n"
    if cost != hourly {
      text += "         $\(Dollars.text(cost)) an hour with the switching penalty\n"
    }
    for price in prices where price.costWithout < cost {
      text += "         $\(Dollars.text(cost - price.costWithout)) of it for the "
      text += "\(Self.name(price.requirement))\n"
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

  private var reasons: String {
    if obstacles.isEmpty { return "It takes more than one change to make it possible.\n" }
    return obstacles.map { obstacle in
      "\(Self.name(obstacle.requirement)): asked for "
        + "\(Self.amount(obstacle.asked, of: obstacle.requirement)), "
        + "possible with \(Self.amount(obstacle.nearest, of: obstacle.requirement))\n"
    }.joined()
  }

  private static func name(_ requirement: MixInfeasibility.Requirement) -> String {
    switch requirement {
    case .need(.milliCores): "cores"
    case .need(.memoryMebibytes): "memory"
    case .need(.deciRequestsPerSecond): "load"
    case .need(let resource): resource.label
    case .maximumLatency: "latency limit"
    case .maximumSpotShare: "limit on the spot share"
    case .maximumInstances: "limit on instances"
    case .budget: "budget"
    case .minimumTypes: "number of types"
    case .minimumZones: "number of zones"
    }
  }

  private static func amount(_ value: Int, of requirement: MixInfeasibility.Requirement) -> String {
    switch requirement {
    case .need(.milliCores): "\(value / 1000).\(Dollars.padded(value % 1000, 3))"
    case .need(.memoryMebibytes): "\(value) MiB"
    case .need(.deciRequestsPerSecond): "\(value / 10).\(value % 10) requests a second"
    case .budget: "$\(Dollars.text(value)) an hour"
    case .maximumLatency:
      value == MixProblem.largestNumber ? "offers of unknown latency" : "\(value) ms"
    case .maximumSpotShare: "\(value / 10).\(value % 10) %"
    default: "\(value)"
    }
  }
}

/// Amounts of money as text.
enum Dollars {
  /// Dollars with four decimals, more where there are more.
  static func text(_ microdollars: Int) -> String {
    var decimals = padded(microdollars % 1_000_000, 6)
    while decimals.count > 4, decimals.hasSuffix("0") { decimals.removeLast() }
    return "\(microdollars / 1_000_000).\(decimals)"
  }

  /// The price of `hours`, in dollars and cents, rounded up.
  static func cents(_ microdollarsPerHour: Int, hours: Int) -> String {
    let (whole, rest) = microdollarsPerHour.quotientAndRemainder(dividingBy: 10_000)
    let cents = whole * hours + (rest * hours + 9_999) / 10_000
    return "\(cents / 100).\(padded(cents % 100, 2))"
  }

  static func padded(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
