/// How far off forecasts were, for both targets, each measured in two ways: by the place among the forecast's own quantiles, and in its scale. The
/// mean of both is more than either.
struct ForecastTails: Sendable {
  private var risePlace: ResidualTail
  private var riseScaled: ResidualTail
  private var endPlace: ResidualTail
  private var endScaled: ResidualTail

  /// The weight of the second way.
  private let mixing: Float = 0.3

  /// - Parameter halfLife: the number of errors after which one weighs half.
  init(halfLife: Double) {
    risePlace = ResidualTail(halfLife: halfLife)
    riseScaled = risePlace
    endPlace = risePlace
    endScaled = risePlace
  }

  /// Takes what was forecast and what came.
  mutating func add(
    _ rise: DemandModel.Forecast, _ risen: Float, _ end: DemandModel.Forecast, _ ended: Float
  ) {
    risePlace.add(rise.place(of: risen))
    riseScaled.add((risen - rise.center) / rise.scale)
    endPlace.add(end.place(of: ended))
    endScaled.add((ended - end.center) / end.scale)
  }

  /// Makes the tables of chances anew.
  mutating func refresh() {
    risePlace.refresh()
    riseScaled.refresh()
    endPlace.refresh()
    endScaled.refresh()
  }

  /// The chances of a larger rise, within the lead and at its end.
  @inline(__always)
  func chances(
    above room: Float, _ rise: DemandModel.Forecast, _ end: DemandModel.Forecast
  ) -> SIMD2<Float> {
    let places = SIMD2(
      risePlace.chance(above: rise.place(of: room)), endPlace.chance(above: end.place(of: room)))
    let scaled = SIMD2(
      riseScaled.chance(above: (room - rise.center) / rise.scale),
      endScaled.chance(above: (room - end.center) / end.scale))
    return places * (1 - mixing) + scaled * mixing
  }
}
