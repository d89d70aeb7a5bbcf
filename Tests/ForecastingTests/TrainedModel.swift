import TimeSeries

@testable import Forecasting

/// A model that has lived through a series on a grid of a minute that begins at the epoch.
struct TrainedModel<Model: PathForecaster> {
  var model: Model
  var history: GridHistory

  /// `model` after every step of `values`.
  init(observing values: [Double], _ model: Model) {
    self.model = model
    history = ForecasterContractTests.history(values)
    for age in values.indices.reversed() {
      history.rewind(to: age)
      self.model.observe(history)
    }
  }

  /// `model` after a refit at the end of `values`, or `age` steps before it, and every step since.
  init(refittingTo values: [Double], age: Int = 0, _ model: Model) {
    self.model = model
    history = ForecasterContractTests.history(values)
    history.rewind(to: age)
    self.model.refit(history)
    for age in (0..<age).reversed() {
      history.rewind(to: age)
      self.model.observe(history)
    }
  }

  /// The path, nil where the model abstains.
  func path(_ steps: Int) -> [Double]? {
    var path: [Double] = []
    return model.appendPath(steps: steps, after: history, to: &path) == nil ? path : nil
  }

  /// Why the model abstains, nil where it has an answer.
  var abstention: Abstention? {
    var path: [Double] = []
    return model.appendPath(steps: 1, after: history, to: &path)
  }
}
