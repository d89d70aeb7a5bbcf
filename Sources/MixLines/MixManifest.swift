/// A mix in the words of the systems that start nodes.
public struct MixManifest: Sendable {
  /// A number of equal instances.
  public struct Part: Hashable, Sendable {
    /// The instance type.
    public var type: String
    /// `on-demand` or `spot`.
    public var lifecycle: String
    /// The zone; empty: any.
    public var zone: String
    /// How many.
    public var count: Int
    /// The cores of one, in thousandths; nil: not stated.
    public var milliCores: Int?
    /// The memory of one; nil: not stated.
    public var memoryMebibytes: Int?

    /// Instances as given.
    public init(
      type: String, lifecycle: String, zone: String, count: Int, milliCores: Int? = nil,
      memoryMebibytes: Int? = nil
    ) {
      self.type = type
      self.lifecycle = lifecycle
      self.zone = zone
      self.count = count
      self.milliCores = milliCores
      self.memoryMebibytes = memoryMebibytes
    }
  }

  private let name: String
  private let parts: [Part]

  /// - Parameters:
  ///   - name: what the nodes are for; part of every NodePool's name.
  ///   - parts: the mix, in the order in which nodes are to be started.
  public init(name: String, parts: [Part]) {
    self.name = name
    self.parts = parts
  }

  /// Karpenter NodePools (`karpenter.sh/v1`), one for each part, in one YAML stream.
  ///
  /// Each allows one instance type, lifecycle and zone, and no more cores and memory than the mix has of it, so that Karpenter starts the mix
  /// and no other. Parts that come first have the larger weight. What the catalogue says of an instance is what it can hold less the reserve;
  /// the limits count that.
  ///
  /// - Parameter nodeClass: the name of the EC2NodeClass.
  public func karpenter(nodeClass: String = "default") -> String {
    parts.enumerated().map { index, part in
      var text = """
        apiVersion: karpenter.sh/v1
        kind: NodePool
        metadata:
          name: \(Self.objectName([name, part.type, part.lifecycle, part.zone]))
          labels:
            app.kubernetes.io/managed-by: outrider
        spec:
          weight: \(max(1, 100 - index))
          template:
            spec:
              nodeClassRef:
                group: karpenter.k8s.aws
                kind: EC2NodeClass
                name: \(Self.quoted(nodeClass))
              requirements:
        \(Self.requirement("node.kubernetes.io/instance-type", part.type))
        \(Self.requirement("karpenter.sh/capacity-type", part.lifecycle))

        """
      if !part.zone.isEmpty {
        text += Self.requirement("topology.kubernetes.io/zone", part.zone) + "\n"
      }
      let cores = part.milliCores.map { Self.product($0, part.count) }
      let memory = part.memoryMebibytes.map { Self.product($0, part.count) }
      if cores != nil || memory != nil { text += "  limits:\n" }
      if let cores { text += "    cpu: \"\(cores)m\"\n" }
      if let memory { text += "    memory: \"\(memory)Mi\"\n" }
      return text
    }.joined(separator: "---\n")
  }

  /// The ConfigMap of cluster-autoscaler's priority expander: node groups of the mix first, in its order, then any other.
  ///
  /// A node group belongs to a part when its name holds the instance type, with a dash or a dot in it, and for spot the word spot. The highest
  /// priority that matches counts.
  public func priorityExpander(namespace: String = "kube-system") -> String {
    var text = """
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: cluster-autoscaler-priority-expander
        namespace: \(Self.quoted(namespace))
      data:
        priorities: |-

      """
    // A group of a spot part has the type in its name too, as has one on demand: spot is asked for first.
    let ordered = parts.filter { $0.lifecycle == "spot" } + parts.filter { $0.lifecycle != "spot" }
    var seen: Set<String> = []
    for (index, part) in ordered.enumerated() {
      let type = Self.pattern(part.type)
      let patterns =
        part.lifecycle == "spot" ? [".*\(type).*spot.*", ".*spot.*\(type).*"] : [".*\(type).*"]
      let fresh = patterns.filter { seen.insert($0).inserted }
      if fresh.isEmpty { continue }
      text += "    \(10 + 10 * (ordered.count - index)):\n"
      for pattern in fresh { text += "      - '\(pattern)'\n" }
    }
    return text + "    10:\n      - '.*'\n"
  }

  private static func requirement(_ key: String, _ value: String) -> String {
    """
            - key: \(key)
              operator: In
              values: [\(quoted(value))]
    """
  }

  private static func product(_ each: Int, _ count: Int) -> Int {
    let (product, overflow) = each.multipliedReportingOverflow(by: count)
    return overflow ? .max : product
  }

  /// A name that Kubernetes takes: letters, digits and dashes, at most 63.
  private static func objectName(_ words: [String]) -> String {
    let text = words.filter { !$0.isEmpty }.joined(separator: "-").lowercased()
    var name = ""
    for character in text {
      let isPlain = character.isASCII && (character.isLetter || character.isNumber)
      if isPlain { name.append(character) } else if !name.hasSuffix("-") { name.append("-") }
    }
    name = String(name.drop { $0 == "-" }.prefix(63))
    while name.hasSuffix("-") { name.removeLast() }
    return name.isEmpty ? "mix" : name
  }

  /// A YAML string in double quotes.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        result += "\\x" + (digits.count < 2 ? "0" : "") + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// A regular expression (RE2) for a type in a node group's name, where dots may have become dashes; safe within single quotes.
  private static func pattern(_ type: String) -> String {
    type.map { character in
      switch character {
      case ".", "-": "[.-]"
      case "_": "_"
      case _ where character.isASCII && (character.isLetter || character.isNumber):
        String(character)
      // Anything else stands for any one character.
      default: "."
      }
    }.joined()
  }
}
