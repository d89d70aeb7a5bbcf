/// The mean of the last weeks at each phase, moved to the level of the last week; where the history affords no week, of the last days.
///
/// The longest season that fits at least once is taken, and up to 4 of it averaged, or up to 7 of the only one.
public struct SeasonalProfile: PathForecaster {
  /// The name under which the model is chosen and reported.
  public let name: String

  /// The seasons in steps.
  public let seasons: [Int]

  /// What the model reckons in.
  public let scale: CurveScale

  /// The number of newest steps that the model reads densely: the newest, in `observe`.
  public var lookback: Int { 1 }

  /// What a fit leaves.
  private struct Fit {
    var curve: SeasonalCurve
    /// The mean at each phase, less the mean of all, from the first bin after the fit on.
    let profile: [Double]
  }

  private var fit: Fit?
  private var abstention = Abstention.nothingKnown

  /// A mean over `seasons`, in steps.
  public init(seasons: [Int], scale: CurveScale = .linear, name: String = "seasonal_profile") {
    self.seasons = seasons
    self.scale = scale
    self.name = name
  }

  /// Takes in the newest step, for the level; the profile stays that of the last fit. Amortized O(1).
  public mutating func observe(_ history: GridHistory) {
    fit?.curve.observe(history.value(age: 0))
  }

  /// Averages the seasons anew. O(history).
  public mutating func refit(_ history: GridHistory) {
    fit = nil
    do throws(Abstention) {
      fit = Self.fit(
        try SeasonalCurve(
          history, seasons: seasons, scale: scale, needed: { $0.long ?? $0.short }))
    } catch {
      abstention = error
    }
  }

  /// Appends profile plus level; abstains where there was no fit. O(season + steps).
  public func appendPath(
    steps: Int, after history: GridHistory, to output: inout [Double]
  ) -> Abstention? {
    guard let fit else { return abstention }
    let level = fit.curve.values.suffix(fit.profile.count).mean
    let path = (0..<fit.curve.bins(steps: steps)).map {
      level + fit.profile[(fit.curve.added + $0) % fit.profile.count]
    }
    return fit.curve.append(path, steps: steps, to: &output) ? nil : .notFinite
  }

  private static func fit(_ curve: SeasonalCurve) -> Fit {
    let seasons = curve.seasons
    let values = curve.values
    let length = seasons.long ?? seasons.short
    let lags = (1...(seasons.long == nil ? 7 : 4))
      .map { seasons.long == nil ? seasons.shortLag($0) : seasons.longLag($0) }
      .filter { $0 <= values.count }
    let profile = (0..<length).map { phase in
      lags.reduce(0.0) { $0 + values[values.count - $1 + phase] } / Double(max(1, lags.count))
    }
    let mean = profile[...].mean
    var curve = curve
    curve.trim(to: length)
    return Fit(curve: curve, profile: profile.map { $0 - mean })
  }
}

extension ArraySlice<Double> {
  /// The mean, 0 where it is empty.
  fileprivate var mean: Double { isEmpty ? 0 : reduce(0, +) / Double(count) }
}
