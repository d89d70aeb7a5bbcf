public import TimeSeries

/// An answer of Prometheus' HTTP API to `/api/v1/query` or `/api/v1/query_range`.
public struct PrometheusResponse: Hashable, Sendable {
  /// More labels than this on one series are an error.
  public static let maximumLabels = 512

  /// The result; nil where the server failed.
  public var data: Data?

  /// The kind of failure, such as `bad_data`, `timeout`, `execution`; nil where the server
  /// answered.
  public var errorType: String?

  /// What failed, in the server's words; nil where the server answered.
  public var error: String?

  /// What the result may lack, in the server's words.
  public var warnings: [String] = []

  /// What the server remarks on the query (Prometheus 3).
  public var infos: [String] = []

  /// Whether the server says that it succeeded; there is `data` then.
  public var isSuccess: Bool

  /// The result of a query, by its type.
  ///
  /// Values are as the server sends them, NaN and infinities included.
  public enum Data: Hashable, Sendable {
    /// One number.
    case scalar(Sample)

    /// A text.
    case string(String, at: Timestamp)

    /// Series with one sample each, or with none where it is a native histogram.
    case vector([Series])

    /// Series with any number of samples, oldest first.
    case matrix([Series])
  }

  /// A series of a vector or a matrix.
  public struct Series: Hashable, Sendable {
    /// The labels, `__name__` among them, in the server's order; empty where they were skipped.
    public var labels: [Label]

    /// The samples that are numbers.
    public var samples: [Sample]

    /// Whether there are native histograms, which are no numbers and are left out.
    public var hasHistograms: Bool

    /// A series as given.
    public init(labels: [Label], samples: [Sample], hasHistograms: Bool = false) {
      self.labels = labels
      self.samples = samples
      self.hasHistograms = hasHistograms
    }
  }

  /// A label of a series.
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

  /// Whether a parser makes strings of labels.
  public enum LabelReading: Hashable, Sendable {
    /// Labels are read.
    case decoded
    /// Labels are checked and left out, where only values matter.
    case skipped
  }
}
