public import Forecasting
public import TimeSeries

/// What a rolling-origin evaluation asks of every series.
public struct EvaluationQuestion: Sendable {
  /// What is held back at the end of a series.
  public enum HeldBack: Hashable, Sendable {
    /// A share of its steps, above 0 and below 1.
    case share(Double)
    /// So much of it.
    case length(StepCount)
  }

  /// The models; the last value is always evaluated too.
  public var models: [ForecastModel] = [.auto]

  /// How far ahead; empty stands for 5, 15 and 30 minutes and an hour, or 1, 2, 6 and 24 steps where the step is longer than ten minutes, of these
  /// those that are at most a fourth of the held-back part; where none is, one step.
  public var horizons: [StepCount] = []

  /// The part at the end whose steps are origins.
  public var heldBack = HeldBack.share(0.4)

  /// What is asked beside; its horizon does not count.
  public var question = ForecastQuestion()

  /// The least number of steps that are learnt from.
  static let leastLearnt = 16

  /// The default.
  public init() {}

  /// The evaluation of `series`.
  ///
  /// - Throws: where it is too short for what is asked, or a setting does not fit its step.
  public func answer(
    _ series: RegularSeries, progress: (Double) -> Void = { _ in }
  ) throws(ForecastLineError) -> RollingEvaluation {
    let count = series.values.count
    let wanted: Int
    switch heldBack {
    case .share(let share): wanted = Int((Double(count) * share).rounded())
    case .length(let length):
      guard let steps = length.steps(of: series.step) else {
        throw ForecastLineError("the held-back part is longer than can be counted")
      }
      wanted = steps
    }
    let steps = try horizonSteps(series.step, heldBack: wanted)
    let farthest = steps.last ?? 1
    guard wanted > farthest else {
      throw ForecastLineError(
        "of \(count) steps \(wanted) are held back, which is too few for a horizon of \(farthest) steps"
      )
    }
    guard count - wanted >= Self.leastLearnt else {
      throw ForecastLineError(
        "of \(count) steps \(wanted) are held back; at least \(Self.leastLearnt) are needed before them"
      )
    }
    let targets =
      steps.map { ForecastTarget.value(steps: $0) } + steps.map { .maximum(steps: $0) }
    let parameters = try question.parameters(step: series.step)
    return RollingEvaluation(
      series, models: models, targets: targets, parameters: parameters, heldBack: wanted,
      levels: question.levels.map(\.level), progress: progress)
  }

  /// The horizons in steps, ascending, each once.
  private func horizonSteps(
    _ step: Duration, heldBack: Int
  ) throws(ForecastLineError) -> [Int] {
    var steps: Set<Int> = []
    for horizon in horizons { steps.insert(try ForecastQuestion.steps(horizon, of: step)) }
    guard steps.isEmpty else { return steps.sorted() }
    for horizon in step > .seconds(600) ? Self.coarseHorizons : Self.fineHorizons {
      guard let count = horizon.steps(of: step),
        count <= min(heldBack / 4, ForecastQuestion.longestHorizon)
      else { continue }
      steps.insert(count)
    }
    return steps.isEmpty ? [1] : steps.sorted()
  }

  private static let fineHorizons = [5, 15, 30, 60].map { StepCount.duration(.seconds($0 * 60)) }
  private static let coarseHorizons = [1, 2, 6, 24].map { StepCount.steps($0) }
}
