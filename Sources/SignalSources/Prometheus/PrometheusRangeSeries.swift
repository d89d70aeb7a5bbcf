public import TimeSeries

/// One series of a range query.
public struct PrometheusRangeSeries: Hashable, Sendable {
  /// Its labels as PromQL writes them: `load{pod="a"}`; `{}` where it has none.
  public var name: String

  /// Its known samples, oldest first, at least one.
  public var samples: [Sample]

  /// A series as given.
  public init(name: String, samples: [Sample]) {
    self.name = name
    self.samples = samples
  }
}
