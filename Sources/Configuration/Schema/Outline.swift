/// The shape of a block's keys without their Swift types: what overrides and the reference page need.
struct BlockOutline: Sendable {
  /// Where the block stands, such as `workloads[].replicas`.
  var title: String
  /// What it is for, in Markdown.
  var introduction: String
  /// A snippet that loads, from the top level on; empty where the block needs none.
  var example: String
  var keys: [KeyOutline]
  /// Keys that stand elsewhere or are called otherwise, and what was expected instead of them.
  var elsewhere: [String: String]
}

/// One key of a block.
struct KeyOutline: Sendable {
  /// What stands under a key.
  indirect enum Shape: Sendable {
    case scalar
    case scalars
    case map
    case block(BlockOutline)
    case list(BlockOutline, isNamed: Bool)
  }

  var name: String
  var shape: Shape
  /// The kind of value: "duration".
  var type: String
  /// What holds where the key is left out; nil for a required key.
  var defaultText: String?
  var meaning: String
}
