import Configuration
import TimeSeries

/// What an answer of Prometheus' API comes to: one value, one series, or why there is none.
enum PrometheusReading {
  /// The parsed answer.
  ///
  /// - Throws: `.malformed` for what is no answer of that API, `.query` for a query that the server refuses.
  static func answer(_ body: [UInt8], status: Int) throws(SourceError) -> PrometheusResponse.Data {
    let response: PrometheusResponse
    do {
      response = try PrometheusResponse.parse(body, labels: .skipped)
    } catch {
      throw SourceError(
        status == 200 ? .malformed : .status,
        "the server answered \(status) without an answer of Prometheus' API: \(error)")
    }
    guard response.isSuccess, let data = response.data else {
      let type = response.errorType ?? "error"
      let reason: SourceError.Reason =
        switch type {
        case "timeout", "canceled": .timeout
        case "unavailable": .unavailable
        default: .query
        }
      throw SourceError(reason, "the server says \(type): \(response.error ?? "no reason")")
    }
    return data
  }

  /// The one value of an instant query.
  ///
  /// - Throws: for a result that is no number, and for several series without `reduce`.
  static func value(
    _ data: PrometheusResponse.Data, reduce: Reduction?
  ) throws(SourceError) -> Reading {
    switch data {
    case .scalar(let sample): return reading(of: [sample], reduce: nil)
    case .string:
      throw SourceError(.query, "the query returns a string; expected a number")
    case .matrix:
      throw SourceError(
        .query, "the query returns a matrix (a range); expected an instant vector: use rate() or the like")
    case .vector(let series):
      if series.contains(where: \.hasHistograms) {
        throw SourceError(
          .query, "the query returns a native histogram; expected a number: use histogram_quantile()")
      }
      guard series.count <= 1 || reduce != nil else {
        throw SourceError(
          .severalSeries,
          "the query returns \(series.count) series; expected one: aggregate it, or set reduce")
      }
      return reading(of: series.compactMap(\.samples.last), reduce: reduce)
    }
  }

  /// The one series of a range query, several reduced moment by moment; moments that are not known are left out.
  static func series(
    _ data: PrometheusResponse.Data, reduce: Reduction?
  ) throws(SourceError) -> [Sample] {
    guard case .matrix(let series) = data else {
      throw SourceError(.query, "the range query returns no matrix")
    }
    guard series.count > 1 else { return series.first?.samples ?? [] }
    guard let reduce else {
      throw SourceError(
        .severalSeries,
        "the query returns \(series.count) series; expected one: aggregate it, or set reduce")
    }
    var values: [Timestamp: [Double]] = [:]
    for sample in series.lazy.flatMap(\.samples) {
      values[sample.timestamp, default: []].append(sample.value)
    }
    return values.sorted { $0.key < $1.key }.compactMap { moment, values in
      reduce.apply(to: values).map { Sample(timestamp: moment, value: $0) }
    }
  }

  /// One value of samples; the oldest of them says how old it is.
  private static func reading(of samples: [Sample], reduce: Reduction?) -> Reading {
    guard let oldest = samples.map(\.timestamp).min() else {
      return .absent("the query returns no series")
    }
    guard let value = (reduce ?? .sum).apply(to: samples.map(\.value)) else {
      return .absent("the query returns NaN or an infinity")
    }
    return .value(value, at: oldest)
  }
}
