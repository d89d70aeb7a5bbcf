/// A sample that was read from a page of metrics.
public struct PageSample: Hashable, Sendable {
  /// A label.
  public struct Label: Hashable, Sendable {
    /// The name.
    public var name: String

    /// The value.
    public var value: String

    /// A label as given.
    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  /// The name, with the suffix of its kind: `http_requests_total`, `duration_seconds_bucket`.
  public var name: String

  /// The labels, in the order of the page.
  public var labels: [Label]

  /// The value, NaN and infinities included.
  public var value: Double

  /// The page's own time of the value, in milliseconds since the Unix epoch; nil where it gives
  /// none, and the scrape's time counts.
  public var timestampMilliseconds: Int64?

  /// The word after the family's `# TYPE`, such as `counter`; nil where the page does not say.
  public var type: String?

  /// A sample as given.
  public init(
    name: String, labels: [Label] = [], value: Double, timestampMilliseconds: Int64? = nil,
    type: String? = nil
  ) {
    self.name = name
    self.labels = labels
    self.value = value
    self.timestampMilliseconds = timestampMilliseconds
    self.type = type
  }
}
