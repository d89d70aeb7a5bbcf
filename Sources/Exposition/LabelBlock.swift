/// A label set, checked and escaped once, to be used in many families and cycle after cycle.
public struct LabelBlock: Hashable, Sendable {
  /// No labels.
  public static let none = LabelBlock()

  /// The labels as both formats write them, without the braces: `workload="checkout",signal="cpu"`.
  let bytes: [UInt8]

  /// The label names, in order.
  public let names: [String]

  private init() {
    bytes = []
    names = []
  }

  /// The labels given, in that order. A label with an empty value counts as absent in Prometheus
  /// and is left out.
  public init(_ labels: KeyValuePairs<String, String>) throws(ExpositionError) {
    try self.init(labels.map { ($0.key, $0.value) })
  }

  /// The labels given, in that order. A label with an empty value counts as absent in Prometheus
  /// and is left out.
  public init(_ labels: [(name: String, value: String)]) throws(ExpositionError) {
    self = try LabelBlock.none.adding(labels)
  }

  /// These labels and one more.
  public func adding(_ name: String, _ value: String) throws(ExpositionError) -> LabelBlock {
    try adding([(name, value)])
  }

  private init(bytes: [UInt8], names: [String]) {
    self.bytes = bytes
    self.names = names
  }

  private func adding(
    _ labels: [(name: String, value: String)]
  ) throws(ExpositionError) -> LabelBlock {
    var bytes = self.bytes
    var names = self.names
    for (name, value) in labels {
      guard NameSyntax.isLabelName(name), !name.hasPrefix("__") else {
        throw .invalidLabelName(name)
      }
      if names.contains(name) { throw .duplicateLabel(name) }
      names.append(name)
      if value.isEmpty { continue }
      if !bytes.isEmpty { bytes.append(UInt8(ascii: ",")) }
      bytes.append(contentsOf: name.utf8)
      bytes.append(contentsOf: "=\"".utf8)
      Escaping.append(value, quotes: true, to: &bytes)
      bytes.append(UInt8(ascii: "\""))
    }
    return LabelBlock(bytes: bytes, names: names)
  }
}
