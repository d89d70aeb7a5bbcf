import TimeSeries

extension Duration {
  /// The whole milliseconds in this duration, from 0 to `longest`: no duration is too long to count.
  func milliseconds(upTo longest: Int64) -> Int64 {
    min(max(self, .zero), .milliseconds(longest)).milliseconds
  }
}
