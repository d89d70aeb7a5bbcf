public import TimeSeries

/// The forecasting functions of PromQL, with Prometheus' own arithmetic.
///
/// They take the samples that a range selector has chosen (`RangeBoundary.select`), oldest first. Gaps (NaN) are
/// skipped, as stale and missing samples are in PromQL.
public enum PromQL {
  /// `predict_linear(v[range], seconds)`: a least-squares line through `samples`, read `seconds` after `evaluationTime`.
  ///
  /// The line does not follow from equal spacing: each sample counts at its own time. Where all values are the same, so is the answer.
  /// O(n). Source: `funcPredictLinear` in Prometheus' promql/functions.go.
  ///
  /// - Returns: nil below two known samples, where PromQL gives no result; not finite where the arithmetic overflows.
  public static func predictLinear(
    _ samples: some Sequence<Sample>, evaluationTime: Timestamp, seconds: Double
  ) -> Double? {
    var regression = LinearRegression()
    for sample in samples where sample.isKnown {
      let (elapsed, overflow) = sample.timestamp.milliseconds.subtractingReportingOverflow(
        evaluationTime.milliseconds)
      guard !overflow else { return nil }
      regression.add(x: Double(elapsed) / 1000, y: sample.value)
    }
    return regression.line.map { $0.intercept + $0.slope * seconds }
  }

  /// `double_exponential_smoothing(v[range], smoothingFactor, trendFactor)`, which was `holt_winters` before
  /// Prometheus 3.0: the smoothed value at the last of `samples`, which count as equally spaced.
  ///
  /// O(n). Source: `funcHoltWinters` (2.x) and `funcDoubleExponentialSmoothing` (3.x) in Prometheus' promql/functions.go.
  ///
  /// - Parameters:
  ///   - smoothingFactor: above 0 and below 1; lower values weigh old observations more.
  ///   - trendFactor: above 0 and below 1; higher values weigh recent trend more.
  /// - Returns: nil below two known samples, where PromQL gives no result, or where a factor is out of its range, where
  ///   PromQL gives an error.
  public static func doubleExponentialSmoothing(
    _ samples: some Sequence<Sample>, smoothingFactor: Double, trendFactor: Double
  ) -> Double? {
    guard
      var smoothing = ExponentialTrend(smoothingFactor: smoothingFactor, trendFactor: trendFactor)
    else { return nil }
    for sample in samples where sample.isKnown { smoothing.add(sample.value) }
    return smoothing.state?.level
  }
}
