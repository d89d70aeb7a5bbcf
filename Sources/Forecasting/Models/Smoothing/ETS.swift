/// Exponential smoothing state space models, chosen automatically (Hyndman, Koehler, Snyder and Grose 2002; Hyndman et al. 2008).
///
/// `refit` estimates every form of error (additive, multiplicative), trend (none, additive, damped) and season (none, additive,
/// multiplicative) that the values allow, but for additive errors with a multiplicative season, which are unstable, and takes the
/// one with the least corrected Akaike criterion. Before the first `refit` the model is simple exponential smoothing with the
/// weight 0.3.
public struct ETS: PathForecaster {
  /// The name under which the model is chosen and reported.
  public let name: String

  /// The number of newest steps that the model reads densely.
  public var lookback: Int { 1 }

  /// The most nodes by which a season is told, with linear interpolation where it has more steps: more are more parameters than the
  /// criterion bears.
  public static let nodeLimit = 24

  private let phases: SeasonalPhases?
  private var model: SmoothedSeries?

  /// A model with a season of `season` steps; without one below 2 steps or above 100,000, and where it is nil.
  public init(season: Int?, name: String = "ets") {
    phases = season.flatMap {
      (2...100_000).contains($0) ? SeasonalPhases(season: $0, limit: Self.nodeLimit) : nil
    }
    self.name = name
  }

  /// Smooths the newest value in. O(1).
  public mutating func observe(_ history: GridHistory) {
    let value = history.value(age: 0)
    if model != nil {
      if model?.observe(value, at: history.index) == true { return }
      // The form has no meaning any more: simple smoothing goes on from here.
      model = nil
    }
    guard !value.isNaN else { return }
    model = SmoothedSeries(
      form: SmoothingForm(), weights: SmoothingWeights(alpha: SmoothingFit.guess.alpha),
      phases: nil, state: SmoothingState(level: value), index: history.index)
  }

  /// Chooses and estimates the form on the newest 500 values; without a season where less than two of it are known. Changes nothing below
  /// three known values. O(history read), and some hundred runs through the values a form.
  public mutating func refit(_ history: GridHistory) {
    let extent = Self.extent
    if let phases {
      let seasonal = SmoothedSeries(
        forms: Self.forms, phases: phases, history: history, extent: extent)
      if let seasonal, phases.isExact || seasonal.form.season != .none {
        model = seasonal
        return
      }
    }
    let forms = Self.forms.filter { $0.season == .none }
    guard
      let plain = SmoothedSeries(forms: forms, phases: nil, history: history, extent: extent)
    else { return }
    model = plain
  }

  /// Appends level and trend with the season; abstains before the first known value. O(steps).
  public func appendPath(
    steps: Int, after history: GridHistory, to output: inout [Double]
  ) -> Abstention? {
    guard let model else { return .historyTooShort(found: 0, needed: 1) }
    return model.appendPath(steps: steps, after: history.index, to: &output)
  }

  /// The form that answers now, such as `ETS(M,Ad,A)`; nil before the first known value.
  public var chosenForm: String? { model?.form.text }

  /// How much is looked at in `refit`.
  static let extent = SmoothedSeries.Extent(values: 500, fineSteps: 500, work: 40_000)

  /// All forms that are tried, simple ones first: of equals the first is taken.
  static let forms: [SmoothingForm] = {
    var forms: [SmoothingForm] = []
    for season in [SmoothingForm.Season.none, .additive, .multiplicative] {
      for trend in [SmoothingForm.Trend.none, .additive, .damped] {
        for error in [SmoothingForm.ErrorKind.additive, .multiplicative]
        where error == .multiplicative || season != .multiplicative {
          forms.append(SmoothingForm(error: error, trend: trend, season: season))
        }
      }
    }
    return forms
  }()
}
