extension SmoothedSeries {
  /// How much is looked at when a model is estimated.
  struct Extent: Sendable {
    /// The largest number of seasons.
    var seasons = 28

    /// The largest number of values on which the form and all weights are estimated: steps, or nodes where a node stands for several.
    var values: Int

    /// The largest number of steps on which the weights of level and trend are estimated where a node stands for several steps.
    var fineSteps = 1024

    /// The largest number of steps that are read, two seasons excepted.
    var steps = 100_000

    /// The number of values that all runs of one form take in together.
    var work: Int

    /// The largest number of runs through `count` values.
    func budget(_ count: Int) -> Int { min(max(work / max(1, count), 60), 250) }
  }

  /// The model among `forms` with the least corrected Akaike criterion on the end of `history`, after its newest step; nil where none
  /// of them can be estimated.
  ///
  /// Where each step is a node, or there is no season, it is estimated on the newest steps as they are. A season of many steps is taken
  /// in two stages: form, seasonal terms and their weight from the means of the nodes, then the weights of level and trend from the
  /// newest steps themselves, with the season as it was before them. O(work) a form.
  init?(
    forms: [SmoothingForm], phases: SeasonalPhases?, history: GridHistory, extent: Extent
  ) {
    let season = phases?.season ?? 1
    let isExact = phases?.isExact ?? true
    var reach = isExact ? extent.values : max(extent.steps, 2 * season)
    if phases != nil { reach = min(reach, extent.seasons * season) }
    let (values, firstIndex) = history.recent(reach)
    // Means of a node may be positive where a value is not: the values decide.
    let isPositive = values.allSatisfy { !($0 <= 0) }
    let forms = forms.filter { isPositive || !$0.needsPositive }
    if let phases, !isExact {
      self.init(
        forms, phases: phases, values: values, firstIndex: firstIndex, index: history.index,
        extent: extent)
      return
    }
    let sample = SmoothingSample(values, firstIndex: firstIndex, phases: phases)
    guard let fit = Self.best(of: forms, on: sample, extent: extent) else { return nil }
    self.init(
      form: fit.form, weights: fit.weights,
      phases: fit.form.season == .none ? nil : phases, state: fit.end, index: history.index)
  }

  private init?(
    _ forms: [SmoothingForm], phases: SeasonalPhases, values: ArraySlice<Double>,
    firstIndex: Int64, index: Int64, extent: Extent
  ) {
    let means = SmoothingSample.means(of: values, firstIndex: firstIndex, phases: phases)
    let coarse = means.sample.suffix(extent.values)
    guard let fit = Self.best(of: forms, on: coarse, extent: extent) else { return nil }
    // The season as it was before the newest steps: what they teach, they teach once.
    let firstCoarse = means.firstNode + Int64(means.sample.values.count - coarse.values.count)
    let newestNode = phases.nodeIndex(of: index &- Int64(extent.fineSteps))
    let before = coarse.prefix(max(0, Int(newestNode - firstCoarse)))
    var start = fit.start
    _ = start.run(through: before, form: fit.form, weights: fit.weights)
    start.trend /= phases.stepsPerNode
    let fineStart = phases.firstStep(ofNode: firstCoarse + Int64(before.values.count))
    let offset = max(0, Int(fineStart - firstIndex))
    let fine = SmoothingSample(
      values[min(values.endIndex, values.startIndex + offset)...], firstIndex: fineStart,
      phases: phases)
    let refined = SmoothingFit(
      fit.form, to: fine, from: start, gamma: fit.weights.gamma / phases.stepsPerNode,
      guess: fit.weights, budget: extent.budget(fine.values.count))
    guard let refined else { return nil }
    self.init(
      form: fit.form, weights: refined.weights,
      phases: fit.form.season == .none ? nil : phases, state: refined.end, index: index)
  }

  /// The fit with the least corrected Akaike criterion among `forms`, all of which the values allow; the first of equals. Of one form any fit is the best.
  private static func best(
    of forms: [SmoothingForm], on sample: SmoothingSample, extent: Extent
  ) -> SmoothingFit? {
    let budget = extent.budget(sample.values.count)
    var best: SmoothingFit?
    for form in forms {
      guard let start = SmoothingState(before: sample, form: form),
        let fit = SmoothingFit(form, to: sample, from: start, budget: budget)
      else { continue }
      if let current = best, !(fit.correctedAkaike < current.correctedAkaike) { continue }
      best = fit
    }
    return best
  }
}
