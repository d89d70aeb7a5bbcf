public import TimeSeries

/// What is remembered of a workload.
public struct WorkloadHistory: Sendable {
  /// One remembered series.
  public struct Line: Sendable {
    /// `load`, `forecast`, `recommended_replicas`, `current_replicas` or `ready_replicas`.
    public var kind: String
    /// The signal, for load and forecast.
    public var signal: String?
    /// The samples.
    public var series: CompressedSeries

    /// A line as given.
    public init(kind: String, signal: String? = nil, series: CompressedSeries) {
      self.kind = kind
      self.signal = signal
      self.series = series
    }
  }

  /// The time from one sample to the next.
  public var step: Duration
  /// The series.
  public var lines: [Line]

  /// A history as given.
  public init(step: Duration, lines: [Line]) {
    self.step = step
    self.lines = lines
  }
}
