import Foundation
import TestSupport
import Testing
import TimeSeries

@testable import Forecasting

/// Exponential smoothing, Holt-Winters and Theta against statsmodels, run by this test on the same series.
///
/// At equal weights and starts the numbers agree to 1e-8; what is estimated is as likely as what statsmodels finds (a sum of squares at most
/// 0.1 % larger), and forecasts from estimates of one's own agree to a few per cent.
@Suite struct ClassicModelsReferenceTests {
  static let horizon = 30

  struct Smoothing: Encodable {
    var values: [Double]
    var error: String
    var trend: String
    var seasonal: String
    var alpha: Double
    var beta: Double
    var gamma: Double
    var phi: Double
    var level: Double
    var slope: Double
    var season: [Double]
    var horizon = ClassicModelsReferenceTests.horizon
  }

  struct ThetaQuestion: Encodable {
    var values: [Double]
    var period: Int
    var method: String
    var horizon = ClassicModelsReferenceTests.horizon
  }

  struct Questions: Encodable {
    var ets: [Smoothing] = []
    var holtWinters: [Smoothing] = []
    var theta: [ThetaQuestion] = []
  }

  struct Answers: Decodable {
    struct Smoothing: Decodable {
      var forecast: [Double]
      var logLikelihood: Double
      var bestLogLikelihood: Double
    }

    struct HoltWinters: Decodable {
      var fitted: [Double]
      var forecast: [Double]
      var sumOfSquares: Double
      var bestSumOfSquares: Double
      var freeForecast: [Double]
    }

    struct Theta: Decodable {
      var forecast: [Double]
      var terms: [Double]
      var slope: Double
      var alpha: Double
      var sumOfSquares: Double
      var level: Double
    }

    var ets: [Smoothing]
    var holtWinters: [HoltWinters]
    var theta: [Theta]
  }

  /// A form fitted on a series.
  struct Fitted {
    var series: ReferenceSeries
    var fit: SmoothingFit

    var name: String { "\(fit.form.text) on \(series)" }

    var question: Smoothing {
      Smoothing(
        values: series.values, error: "\(fit.form.error)", trend: "\(fit.form.trend)",
        seasonal: "\(fit.form.season)", alpha: fit.weights.alpha, beta: fit.weights.beta,
        gamma: fit.weights.gamma, phi: fit.weights.phi, level: fit.start.level,
        slope: fit.start.trend, season: fit.start.season)
    }

    func path(_ steps: Int) throws -> [Double] {
      let phases =
        fit.form.season == .none
        ? nil : SeasonalPhases(season: series.period, limit: series.period)
      let model = SmoothedSeries(
        form: fit.form, weights: fit.weights, phases: phases, state: fit.end,
        index: Int64(series.values.count - 1))
      var path: [Double] = []
      #expect(model.appendPath(steps: steps, after: model.index, to: &path) == nil)
      return path
    }

    /// The logarithm of the likelihood of one-step forecasts `fitted`, all constants included.
    func logLikelihood(fitted: [Double]) -> Double {
      var other = self.fit.loss
      (other.squares, other.logarithms) = (0, 0)
      for (value, fitted) in zip(series.values, fitted) {
        let isRelative = fit.form.error == .multiplicative
        let error = isRelative ? value / fitted - 1 : value - fitted
        other.squares += error * error
        other.logarithms += isRelative ? log(abs(fitted)) : 0
      }
      return Self.logLikelihood(other)
    }

    /// The logarithm of the likelihood, all constants included.
    var logLikelihood: Double { Self.logLikelihood(fit.loss) }

    private static func logLikelihood(_ loss: SmoothingLoss) -> Double {
      let count = Double(loss.count)
      return -0.5 * count * (log(2 * Double.pi * loss.squares / count) + 1) - loss.logarithms
    }
  }

  static func fit(_ form: SmoothingForm, _ series: ReferenceSeries) throws -> Fitted {
    let start = try #require(SmoothingState(before: series.sample, form: form))
    // As often as the model itself may try.
    let budget = ETS.extent.budget(series.values.count)
    let fit = try #require(SmoothingFit(form, to: series.sample, from: start, budget: budget))
    return Fitted(series: series, fit: fit)
  }

  /// Runs the script on `questions` with the Python that `scripts/setup test` has prepared.
  static func ask(_ questions: Questions) async throws -> Answers {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let python = root.appendingPathComponent(".build/reference/bin/python").path
    guard FileManager.default.isExecutableFile(atPath: python) else {
      throw TestSupportError(
        "\(python) is missing: it runs statsmodels; scripts/setup test makes it")
    }
    let script = try #require(
      Bundle.module.path(forResource: "Reference/classic_models", ofType: "py"))
    let folder = try TemporaryDirectory()
    let input = folder.path + "/questions.json"
    let output = folder.path + "/answers.json"
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    try encoder.encode(questions).write(to: URL(fileURLWithPath: input))
    let result = try await run(python, [script, input, output], within: .seconds(300))
    guard result.status == 0 else {
      throw TestSupportError("\(python) \(script) failed: \(result.errors)")
    }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(
      Answers.self, from: Data(contentsOf: URL(fileURLWithPath: output)))
  }

  /// The largest difference of two lists in relation to the size of the second.
  static func difference(_ left: [Double], _ right: [Double]) -> Double {
    guard left.count == right.count else { return .infinity }
    return zip(left, right).map { abs($0 - $1) / max(abs($1), 1e-3) }.max() ?? .infinity
  }

  @Test func agreeWithStatsmodels() async throws {
    let all = try ReferenceSeries.allCases.flatMap { series in
      try ETS.forms.map { try Self.fit($0, series) }
    }
    // A season that multiplies goes by Hyndman's recursion, as in statsmodels' Holt-Winters; its ETSModel takes the new level where that takes the old
    // one. So these are compared with the former, at the weights that the relative errors ask for too.
    let smoothing = all.filter { $0.fit.form.season != .multiplicative }
    let winters =
      all.filter { $0.fit.form.season == .multiplicative }
      + (try ReferenceSeries.allCases.flatMap { series in
        try [SmoothingForm.Season.additive, .multiplicative].flatMap { season in
          try [SmoothingForm.Trend.none, .additive, .damped].map {
            try Self.fit(SmoothingForm(trend: $0, season: season), series)
          }
        }
      })
    let theta = ReferenceSeries.allCases.flatMap { [($0, "mul"), ($0, "add")] }
    let answers = try await Self.ask(
      Questions(
        ets: smoothing.map(\.question), holtWinters: winters.map(\.question),
        theta: theta.map {
          ThetaQuestion(values: $0.0.values, period: $0.0.period, method: $0.1)
        }))
    #expect(answers.ets.count == 24 && answers.holtWinters.count == 18 && answers.theta.count == 4)

    for (own, theirs) in zip(smoothing, answers.ets) {
      #expect(Self.difference(try own.path(Self.horizon), theirs.forecast) < 1e-8, "\(own.name)")
      #expect(abs(own.logLikelihood - theirs.logLikelihood) < 1e-6, "\(own.name)")
      // Half of n ln(1.001): a sum of squares 0.1 % larger.
      let allowed = 0.0005 * Double(own.fit.loss.count)
      #expect(own.logLikelihood > theirs.bestLogLikelihood - allowed, "\(own.name)")
    }
    for (own, theirs) in zip(winters, answers.holtWinters) {
      try expectHoltWinters(own, theirs)
    }
    for ((series, method), theirs) in zip(theta, answers.theta) {
      try expectTheta(series, isMultiplicative: method == "mul", theirs)
    }
  }

  func expectHoltWinters(_ own: Fitted, _ theirs: Answers.HoltWinters) throws {
    // statsmodels' forecast of the season's last phase leaves the newest value's update out, so it is compared up to there.
    let steps = own.series.period - 1
    let path = try own.path(steps)
    #expect(Self.difference(path, Array(theirs.forecast.prefix(steps))) < 1e-8, "\(own.name)")
    let likelihood = own.logLikelihood(fitted: theirs.fitted)
    #expect(abs(own.logLikelihood - likelihood) < 1e-6, "\(own.name)")
    guard own.fit.form.error == .additive else { return }
    let squares = own.fit.loss.squares
    #expect(abs(squares / theirs.sumOfSquares - 1) < 1e-8, "\(own.name)")
    // Without a trend statsmodels lets alpha + gamma exceed 1 here.
    guard own.fit.form.trend != .none else { return }
    #expect(squares < 1.001 * theirs.bestSumOfSquares, "\(own.name)")
    let free = Array(theirs.freeForecast.prefix(steps))
    #expect(Self.difference(path, free) < 0.06, "\(own.name)")
  }

  func expectTheta(
    _ series: ReferenceSeries, isMultiplicative: Bool, _ theirs: Answers.Theta
  ) throws {
    let sample = series.sample
    let terms = try #require(SeasonalTerms(of: sample, isMultiplicative: isMultiplicative))
    #expect(Self.difference(terms.terms, theirs.terms) < 1e-8)
    var adjusted = sample.values
    terms.remove(from: &adjusted, at: sample.places)
    var line = RunningLine()
    for (index, value) in adjusted.enumerated() { line.add(x: Double(index), y: value) }
    #expect(abs(line.slope / theirs.slope - 1) < 1e-8)
    let smoothing = try #require(SimpleSmoothing(fittedTo: adjusted))
    #expect(abs(smoothing.level / theirs.level - 1) < 1e-3)
    guard isMultiplicative else { return }
    // The whole: values are positive, so that the model takes the season as a factor, as statsmodels does when asked.
    var model = Theta(season: series.period)
    let history = GridHistory(
      RegularSeries(
        start: Timestamp(milliseconds: 0), step: .seconds(3600), values: series.values))
    model.refit(history)
    var path: [Double] = []
    #expect(model.appendPath(steps: Self.horizon, after: history, to: &path) == nil)
    #expect(Self.difference(path, theirs.forecast) < 0.01)
  }
}
