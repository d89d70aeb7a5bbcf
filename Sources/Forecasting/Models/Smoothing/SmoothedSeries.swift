/// An exponential smoothing model in the course of its series: form, weights, and the state after the newest step that it has seen.
struct SmoothedSeries: Sendable {
  let form: SmoothingForm

  /// The weights of one step.
  let weights: SmoothingWeights

  /// The season's nodes; nil without a season.
  let phases: SeasonalPhases?

  private(set) var state: SmoothingState

  /// The newest step that was taken in.
  private(set) var index: Int64

  /// A series in `state` after step `index`.
  init(
    form: SmoothingForm, weights: SmoothingWeights, phases: SeasonalPhases?,
    state: SmoothingState, index: Int64
  ) {
    self.form = form
    self.weights = weights
    self.phases = phases
    self.state = state
    self.index = index
  }

  private static let noPlace = SeasonalPhases.Place(first: 0, second: 0, share: 0)

  /// Takes in `value`, that of step `index`, a gap where it is NaN; steps between the last one and this are gaps too. A step that was taken in
  /// already is passed over. O(1).
  ///
  /// - Returns: false where the model cannot go on: a value that its form is not defined for, or an overflow.
  mutating func observe(_ value: Double, at index: Int64) -> Bool {
    let (distance, overflow) = index.subtractingReportingOverflow(self.index)
    guard distance > 0, !overflow else { return !overflow }
    state.skip(distance - 1, phi: weights.phi)
    self.index = index
    let place = phases?.place(of: index) ?? Self.noPlace
    state.advance(value, at: place, form: form, weights: weights)
    guard state.isFinite else { return false }
    guard form.needsPositive else { return true }
    return !(value <= 0) && state.level > 0
  }

  /// Appends the values expected 1 ... `steps` steps after step `index`, all finite, and returns nil, or appends nothing. O(steps).
  func appendPath(steps: Int, after index: Int64, to output: inout [Double]) -> Abstention? {
    let start = output.count
    // The newest step of the history is as a rule the newest that was observed.
    let (distance, overflow) = index.subtractingReportingOverflow(self.index)
    guard distance >= 0, !overflow else { return .notFinite }
    var ahead = state
    ahead.skip(distance, phi: weights.phi)
    var (level, trend) = (ahead.level, ahead.trend)
    var phase = phases?.phase(of: index) ?? 0
    let season = phases?.season ?? 1
    ahead.season.withUnsafeBufferPointer { terms in
      for _ in 0..<max(1, steps) {
        phase = phase + 1 == season ? 0 : phase + 1
        trend *= weights.phi
        level += trend
        let place = phases?.place(atPhase: phase) ?? Self.noPlace
        output.append(SmoothingState.expectation(level, terms, at: place, form: form).fitted)
      }
    }
    for value in output[start...] where !value.isFinite {
      output.removeSubrange(start...)
      return .notFinite
    }
    return nil
  }

  /// The memory that the model takes, in bytes.
  var byteCount: Int {
    MemoryLayout<Self>.stride + state.season.capacity * MemoryLayout<Double>.stride
  }
}
