/// A model of one series that says how it goes on.
///
/// All models of a series live on one grid, with a value or a gap (NaN) at each multiple of its step. A forecaster holds only
/// what it has learnt; the values stay in the `GridHistory` that is handed to it, looked at from its newest step.
///
/// A model says where a target will be and, if it knows, how uncertain that is (`PointForecast`). It never makes intervals: those
/// come from its own past errors, in `SeriesForecaster`. A model that forecasts a path conforms to `PathForecaster` and
/// is done; one that regresses each target directly (an end point or a maximum) conforms to this protocol.
///
/// What a model learns from many steps at once it learns in `refit`: run that on a copy off the hot path, let the copy `observe` the
/// steps that have come meanwhile, and put it in the original's place.
public protocol Forecaster: Sendable {
  /// The name under which the model is chosen and reported, such as `seasonal_naive`.
  var name: String { get }

  /// The number of newest steps that `GridHistory.newest` must hold for this model. Older ones are found by their age, which takes
  /// longer.
  var lookback: Int { get }

  /// Takes in the newest step of `history`. Called once for every step, in order, gaps included; cheap. The default
  /// does nothing.
  mutating func observe(_ history: GridHistory)

  /// Learns anew from the whole of `history`. The default does nothing.
  mutating func refit(_ history: GridHistory)

  /// Appends one forecast for each of `targets`, in their order, and returns nil; or appends nothing and returns why the model has no
  /// answer. A value is finite, or NaN where the model has no answer for that target alone.
  func predict(
    _ targets: [ForecastTarget], after history: GridHistory, into output: inout [PointForecast]
  ) -> Abstention?

  /// How much the model counts among others before anything is known of its errors, above 0.
  ///
  /// - Parameter reach: how far ahead the target lies, in days.
  func priorWeight(reach: Double) -> Double

  /// Whether something is announced for `target`, a holiday or an event, that the model reckons with and models without a calendar cannot
  /// know: then those do not count. The default is false.
  func isForewarned(of target: ForecastTarget) -> Bool

  /// How the model's errors at one of its targets were spread where it learnt, in units of its scale; nil where it does not know. The
  /// default.
  func errorShape(ofTargetAt index: Int) -> ErrorShape?
}

extension Forecaster {
  /// Does nothing: the model learns nothing step by step.
  public mutating func observe(_ history: GridHistory) {}

  /// 1 for the next minutes, falling to 0.2 four hours ahead, where few errors are there to learn from: then a model has to show first what it can.
  public func priorWeight(reach: Double) -> Double { max(0.2, 1 - 4.8 * reach) }

  /// False: the model knows no calendar.
  public func isForewarned(of target: ForecastTarget) -> Bool { false }

  /// Nil: the model does not know.
  public func errorShape(ofTargetAt index: Int) -> ErrorShape? { nil }

  /// Does nothing: the model learns nothing from the whole.
  public mutating func refit(_ history: GridHistory) {}
}
