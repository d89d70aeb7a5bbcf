/// Why a series was not forecast.
public struct ForecastLineError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was found and what was expected.
  public var description: String

  /// The error `description`.
  public init(_ description: String) {
    self.description = description
  }
}
