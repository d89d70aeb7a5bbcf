public import TimeSeries

/// A model of one series that says how it goes on.
///
/// All models of a series live on one grid: it has a value or a gap (NaN) at each multiple of `step`. A forecaster holds only
/// what it has learnt; the samples themselves stay in the history that is handed to it at every call.
public protocol Forecaster: Sendable {
  /// The name under which the model is chosen and reported, such as `seasonal_naive`.
  var name: String { get }

  /// Takes in the newest grid step; `history` already holds it as its last sample. A NaN value is a gap.
  /// Cheap: heavy learning belongs into `refit`.
  mutating func observe(_ sample: Sample, history: CompressedSeries)

  /// Learns anew from the whole history, off the hot path. The default does nothing.
  mutating func refit(history: CompressedSeries)

  /// Appends the expected values 1 ... `steps` steps after `history.last` to `output`, all finite, and returns true;
  /// or returns false and appends nothing where the model abstains (too little history, no season).
  func appendPath(steps: Int, history: CompressedSeries, to output: inout [Double]) -> Bool
}

extension Forecaster {
  public mutating func refit(history: CompressedSeries) {}
}
