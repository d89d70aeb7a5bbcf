/// What was found when a history was opened.
public struct RecoveryReport: Hashable, Sendable {
  /// A file of which a part could not be used.
  public struct Damage: Hashable, Sendable {
    /// The file's path.
    public var path: String

    /// Bytes that are no whole record, where records should be.
    public var bytes: Int

    /// Whole records that make no sense: what they build on was lost, or their content is none.
    public var records: Int
  }

  /// A file that was left alone.
  public struct SetAside: Hashable, Sendable {
    /// Where the file is now.
    public var path: String

    /// Why it could not be used.
    public var reason: String
  }

  /// A report of nothing found and nothing missing.
  public init() {}

  /// Series with at least one sample, and their samples.
  public var seriesCount = 0
  /// Samples of all series.
  public var sampleCount = 0

  /// The bytes of a last record that was not finished: what a kill or a power cut leaves, and no
  /// more than the last tick.
  public var tornBytes = 0

  /// Damaged files; the rest of them was used.
  public var damages: [Damage] = []

  /// Files that could not be used at all.
  public var setAside: [SetAside] = []

  /// Samples that were written after later ones of their series, as after a clock was set back.
  /// They were sorted in where the series has none at that moment.
  public var unorderedSamples = 0

  /// Samples later than now, which were left out.
  public var futureSamples = 0

  /// Whether nothing but a last record that was not finished is missing.
  public var isClean: Bool { damages.isEmpty && setAside.isEmpty }
}
