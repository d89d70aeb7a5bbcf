import Glibc

/// What one-step errors add up to over a sample.
struct SmoothingLoss: Sendable {
  /// The number of errors.
  var count = 0

  /// The sum of squared errors: relative ones, e / fitted, where errors are multiplicative.
  var squares = 0.0

  /// The sum of ln |fitted|, where errors are multiplicative; else 0.
  var logarithms = 0.0

  /// Minus twice the logarithm of the likelihood with its variance concentrated out, but for a constant: n ln(sum of squares) + 2 sum of
  /// ln |fitted| (Hyndman et al. 2008, section 5.1).
  ///
  /// - Parameter floor: the least sum of squares that counts, so that a perfect fit is no infinity.
  func criterion(floor: Double) -> Double {
    guard count > 0, squares.isFinite else { return .infinity }
    return Double(count) * log(max(squares, floor)) + 2 * logarithms
  }
}

extension SmoothingState {
  /// Runs through `sample` and returns what its one-step errors add up to. O(values); allocates nothing.
  ///
  /// Gaps give no error. Where a form for positive values meets a fitted value that is not positive, or the arithmetic
  /// overflows, the sum of squares is infinite.
  mutating func run(
    through sample: SmoothingSample, form: SmoothingForm, weights: SmoothingWeights
  ) -> SmoothingLoss {
    switch (form.error, form.season) {
    case (.additive, .none): run(sample, form, weights, .additive, .none)
    case (.additive, .additive): run(sample, form, weights, .additive, .additive)
    case (.additive, .multiplicative): run(sample, form, weights, .additive, .multiplicative)
    case (.multiplicative, .none): run(sample, form, weights, .multiplicative, .none)
    case (.multiplicative, .additive): run(sample, form, weights, .multiplicative, .additive)
    case (.multiplicative, .multiplicative):
      run(sample, form, weights, .multiplicative, .multiplicative)
    }
  }

  /// Inlined once for each kind of error and season, so that the loop has no branch on them.
  @inline(__always)
  private mutating func run(
    _ sample: SmoothingSample, _ form: SmoothingForm, _ weights: SmoothingWeights,
    _ error: SmoothingForm.ErrorKind, _ seasonKind: SmoothingForm.Season
  ) -> SmoothingLoss {
    var form = form
    form.error = error
    form.season = seasonKind
    var loss = SmoothingLoss()
    var product = 1.0
    var level = level
    var trend = trend
    var isValid = true
    season.withUnsafeMutableBufferPointer { season in
      sample.values.withUnsafeBufferPointer { values in
        sample.places.withUnsafeBufferPointer { places in
          for index in values.indices {
            let y = values[index]
            let expected = Self.advance(
              &level, &trend, season, y, at: places[index], form: form, weights: weights)
            guard !y.isNaN else { continue }
            var residual = y - expected.fitted
            if form.needsPositive, !(expected.fitted > 0 && expected.base > 0) {
              isValid = false
              return
            }
            if error == .multiplicative {
              residual /= expected.fitted
              product *= expected.fitted
              // One logarithm for many factors, as long as their product can be told.
              if !(product > 1e-100 && product < 1e100) {
                loss.logarithms += log(product)
                product = 1
              }
            }
            loss.squares += residual * residual
            loss.count += 1
          }
        }
      }
    }
    loss.logarithms += log(product)
    self.level = level
    self.trend = trend
    if !isValid || !loss.logarithms.isFinite { loss.squares = .infinity }
    return loss
  }
}
