public import InstanceMix

/// Where pods are placed, for people: a line for each kind of node.
public struct PodTable: Sendable {
  private let groups: [PodGroup]
  private let placement: PodPlacement
  private let catalogue: Catalogue

  /// A placement of groups on offers of a catalogue.
  public init(_ placement: PodPlacement, of groups: [PodGroup], on catalogue: Catalogue) {
    self.placement = placement
    self.groups = groups
    self.catalogue = catalogue
  }

  /// The lines, each with its line break.
  public var text: String {
    var rows = [["NODES", "OFFER", "PODS ON EACH"]]
    for node in placement.nodes {
      let pods = zip(groups, node.pods).filter { $1 > 0 }.map { "\($1) x \($0.name)" }
      rows.append([
        "\(node.instances)", Self.name(catalogue.offers[node.offer]),
        pods.isEmpty ? "none" : pods.joined(separator: ", "),
      ])
    }
    return TextTable(rows, textColumns: [1, 2]).text
  }

  private static func name(_ offer: InstanceOffer) -> String {
    offer.type + (offer.lifecycle == .spot ? " (spot)" : "")
      + (offer.zone.isEmpty ? "" : " in \(offer.zone)")
  }
}
