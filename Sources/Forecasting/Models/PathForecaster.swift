/// A model that forecasts the series step by step; every target follows from its path.
public protocol PathForecaster: Forecaster {
  /// Appends the values expected 1 ... `steps` steps after the newest step of `history` to `output`, all finite, and returns nil; or
  /// appends nothing and returns why the model has no answer.
  func appendPath(
    steps: Int, after history: GridHistory, to output: inout [Double]
  ) -> Abstention?
}

extension PathForecaster {
  /// Reads every target off one path. O(path + targets).
  public func predict(
    _ targets: [ForecastTarget], after history: GridHistory, into output: inout [PointForecast]
  ) -> Abstention? {
    guard let steps = targets.map(\.steps).max() else { return nil }
    var path: [Double] = []
    path.reserveCapacity(steps)
    if let abstention = appendPath(steps: steps, after: history, to: &path) { return abstention }
    var maxima: [Double] = []
    for target in targets {
      switch target {
      case .value(let steps):
        output.append(PointForecast(path[steps - 1]))
      case .maximum(let steps):
        // Running maxima only where a maximum is asked for, and once for all of them.
        if maxima.isEmpty {
          maxima = path
          for index in maxima.indices.dropFirst() where maxima[index] < maxima[index - 1] {
            maxima[index] = maxima[index - 1]
          }
        }
        output.append(PointForecast(maxima[steps - 1]))
      }
    }
    return nil
  }
}
