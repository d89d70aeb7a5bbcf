import TimeSeries

/// A seasonal model whose seasons are found in the series: anew at a refit when a day has passed, or the series is longer by a quarter.
///
/// Asked for by name without seasons, a model takes what `SeasonDetector` finds, the strongest first, and a day and a week while nothing is
/// found. In `auto` it stands beside the models of a day and a week, for a season that is neither, and abstains while there is none.
struct SeasonFinding: Forecaster {
  let name: String

  /// What the model has found, the strongest first.
  private(set) var seasons: [Duration] = []

  private let model: ForecastModel
  private let step: Duration
  private let targets: [ForecastTarget]
  private let parameters: ForecastModel.Parameters
  private let isAlone: Bool
  private var inner: (any Forecaster)?
  /// The step at which seasons were last looked for, and how many steps there were.
  private var searched: (at: Int64, count: Int)?

  /// Where found seasons are as good as a day or a week.
  private static let usual: [Duration] = [.seconds(86_400), .seconds(604_800)]

  /// The model `model` of the seasons that are yet to be found, the parameters' own seasons left aside.
  ///
  /// - Parameter isAlone: whether a day and a week stand in where nothing is found, and count where they are found.
  init(
    _ model: ForecastModel, name: String, step: Duration, targets: [ForecastTarget],
    parameters: ForecastModel.Parameters, isAlone: Bool
  ) {
    self.model = model
    self.name = name
    self.step = step
    self.targets = targets
    self.parameters = parameters
    self.isAlone = isAlone
    inner = isAlone ? made([]) : nil
  }

  var lookback: Int { inner?.lookback ?? 1 }

  mutating func observe(_ history: GridHistory) { inner?.observe(history) }

  mutating func refit(_ history: GridHistory) {
    if isSearchDue(history) { search(history) }
    inner?.refit(history)
  }

  private func isSearchDue(_ history: GridHistory) -> Bool {
    guard let searched else { return true }
    let day = 86_400_000 / step.milliseconds
    return history.index - searched.at >= day || 4 * history.denseCount >= 5 * searched.count
  }

  private mutating func search(_ history: GridHistory) {
    searched = (history.index, history.denseCount)
    let found = SeasonDetector.seasons(of: history.series).map(\.period).filter { period in
      isAlone || !Self.usual.contains { Self.isNear(period, $0) }
    }
    if found != seasons {
      seasons = found
      inner = found.isEmpty && !isAlone ? nil : made(found)
    }
  }

  func predict(
    _ targets: [ForecastTarget], after history: GridHistory, into output: inout [PointForecast]
  ) -> Abstention? {
    guard let inner else { return .noSeasonFound }
    return inner.predict(targets, after: history, into: &output)
  }

  func priorWeight(reach: Double) -> Double { inner?.priorWeight(reach: reach) ?? 1 }

  private func made(_ seasons: [Duration]) -> (any Forecaster)? {
    var parameters = parameters
    parameters.seasons = seasons.isEmpty ? Self.usual : seasons
    return model.members(
      step: step, targets: targets, parameters: parameters, isAlone: true
    ).first
  }

  /// Whether two periods are within 3 % of one another.
  private static func isNear(_ left: Duration, _ right: Duration) -> Bool {
    let (left, right) = (left.inSeconds, right.inSeconds)
    return abs(left - right) < 0.03 * right
  }
}
