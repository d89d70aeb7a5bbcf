public import Forecasting
internal import JSON
import TimeSeries

/// An evaluation as one line of JSON.
public enum EvaluationLine {
  /// The line, its end included; what is unknown is `null`.
  public static func bytes(
    _ evaluation: RollingEvaluation, step: Duration, id: SeriesID
  ) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("id", id.json)
    writer.member("step", step.inSeconds)
    writer.member("steps", evaluation.steps.all)
    writer.member("held_back", evaluation.steps.heldBack)
    writer.key("evaluation")
    writer.beginArray()
    for (index, target) in evaluation.targets.enumerated() {
      for (model, scores) in zip(evaluation.models, evaluation.scores) {
        write(scores[index], of: model, target, step: step, to: &writer)
      }
    }
    writer.endArray()
    writer.endObject()
    writer.endLine()
    return writer.bytes
  }

  private static func write(
    _ score: ForecastScore, of model: ForecastModel, _ target: ForecastTarget, step: Duration,
    to writer: inout JSONWriter
  ) {
    writer.beginObject()
    switch target {
    case .value: writer.member("target", "value")
    case .maximum: writer.member("target", "maximum")
    }
    writer.member("horizon_seconds", (step * target.steps).inSeconds)
    writer.member("model", model.rawValue)
    writer.member("origins", score.counts.origins)
    writer.member("gaps", score.counts.gaps)
    writer.member("abstentions", score.counts.abstentions)
    writer.member("scored", score.counts.scored)
    writer.member("mean_absolute_error", score.meanAbsoluteError)
    writer.member("scaled_error", score.scaledError)
    writer.member("skill", score.skill)
    writer.member("scored_quantiles", score.counts.scoredQuantiles)
    writer.key("quantiles")
    writer.beginArray()
    for quantile in score.quantiles {
      writer.beginObject()
      writer.member("level", quantile.level)
      writer.member("loss", quantile.loss)
      writer.member("scaled_loss", quantile.scaledLoss)
      writer.member("coverage", quantile.coverage)
      writer.endObject()
    }
    writer.endArray()
    writer.member("band_width", score.bandWidth)
    writer.endObject()
  }
}
