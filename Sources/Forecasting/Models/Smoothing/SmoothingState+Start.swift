extension SmoothingState {
  /// The state before the first value of `sample`, by the heuristic of Hyndman et al. 2008, section 2.6.1: seasonal terms are the mean
  /// differences (or ratios) of the first five seasons to their centred moving average, level and trend a least-squares line through the
  /// first values without season (ten of them, or a season), read one step before the first.
  ///
  /// - Parameter sample: with one value a node.
  /// - Returns: nil where too little is known: three values, and with a season two of it, each phase at least once.
  init?(before sample: SmoothingSample, form: SmoothingForm) {
    var adjusted = sample.values
    if form.season != .none {
      let seasons = min(5, sample.values.count / max(1, sample.nodes))
      let head = sample.prefix(max(2, seasons) * sample.nodes)
      guard
        let decomposition = SeasonalTerms(
          of: head, isMultiplicative: form.season == .multiplicative)
      else { return nil }
      season = decomposition.terms
      decomposition.remove(from: &adjusted, at: sample.places)
    }
    let reach = max(10, min(sample.nodes, 48))
    guard let line = Self.line(through: adjusted.prefix(reach)) ?? Self.line(through: adjusted[...])
    else { return nil }
    if form.trend == .none {
      level = line.mean
    } else {
      level = line.intercept
      trend = line.slope
    }
    guard isFinite, season.allSatisfy(\.isFinite) else { return nil }
    guard form.needsPositive else { return }
    if !(level > 0 && level + trend > 0) { (level, trend) = (line.mean, 0) }
    guard level > 0, form.season != .multiplicative || season.allSatisfy({ $0 > 0 })
    else { return nil }
  }

  /// The least-squares line through the known `values` at 1, 2, ...; nil below three of them.
  private static func line(
    through values: ArraySlice<Double>
  ) -> (intercept: Double, slope: Double, mean: Double)? {
    var count = 0.0
    var meanX = 0.0
    var meanY = 0.0
    for (offset, value) in values.enumerated() where !value.isNaN {
      count += 1
      meanX += (Double(offset + 1) - meanX) / count
      meanY += (value - meanY) / count
    }
    guard count >= 3 else { return nil }
    var products = 0.0
    var squares = 0.0
    for (offset, value) in values.enumerated() where !value.isNaN {
      let x = Double(offset + 1) - meanX
      products += x * (value - meanY)
      squares += x * x
    }
    let slope = products / squares
    return (meanY - slope * meanX, slope, meanY)
  }
}
