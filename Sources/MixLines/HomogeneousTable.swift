public import InstanceMix

/// Single offers that hold a need alone, for people.
public struct HomogeneousTable: Sendable {
  private let problem: MixProblem
  private let options: [HomogeneousOption]

  /// The options of a problem, in their order.
  public init(_ problem: MixProblem, options: [HomogeneousOption]) {
    self.problem = problem
    self.options = options
  }

  /// The lines, each with its line break.
  public var text: String {
    if options.isEmpty { return "No single offer keeps to all of this.\n" }
    let hasLoad = options.contains { $0.dollarsPerRequest != nil }
    let hasZones = options.contains { !problem.offers[$0.offer].zone.isEmpty }
    let hasLatency = options.contains {
      problem.offers[$0.offer].latencyMilliseconds < MixProblem.largestNumber
    }
    var heading = ["INSTANCES", "TYPE", "LIFECYCLE"]
    if hasZones { heading.append("ZONE") }
    heading.append("$/H")
    if hasLoad { heading += ["RPS", "$/MILLION"] }
    if hasLatency { heading.append("MS") }
    var rows = [heading]
    for option in options {
      let offer = problem.offers[option.offer]
      var row = ["\(option.count)", offer.type, offer.lifecycle.word]
      if hasZones { row.append(offer.zone) }
      row.append(Dollars.text(option.microdollarsPerHour))
      if hasLoad {
        row.append(option.deciRequestsPerSecond.map { "\($0 / 10).\($0 % 10)" } ?? "")
        row.append(option.dollarsPerRequest.map { Dollars.rounded($0 * 1e6) } ?? "")
      }
      if hasLatency { row.append("\(offer.latencyMilliseconds)") }
      rows.append(row)
    }
    return TextTable(rows, textColumns: hasZones ? [1, 2, 3] : [1, 2]).text
  }
}
