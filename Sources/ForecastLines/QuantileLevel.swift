internal import Numerals

/// A quantile's level, with the text that it was asked for by: answers carry it under the same text.
public struct QuantileLevel: Hashable, Sendable {
  /// As typed, such as `0.90`.
  public let text: String

  /// The number, above 0 and below 1.
  public let level: Double

  /// The level that `text` says; nil unless it is above 0 and below 1.
  public init?(_ text: String) {
    guard let level = DecimalText.parse(text), level > 0, level < 1 else { return nil }
    self.text = text
    self.level = level
  }

  /// The levels in a list such as `0.5,0.9,0.95`.
  ///
  /// - Throws: where one is not a level, or comes twice.
  public static func list(_ text: String) throws(ForecastLineError) -> [QuantileLevel] {
    var levels: [QuantileLevel] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let level = QuantileLevel(String(part)) else {
        throw ForecastLineError("'\(part)' is not a quantile level: a number above 0 and below 1")
      }
      guard !levels.contains(where: { $0.text == level.text }) else {
        throw ForecastLineError("the quantile level \(part) comes twice")
      }
      levels.append(level)
    }
    return levels
  }
}
