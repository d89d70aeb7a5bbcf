import Configuration
import HTTPClient
import TimeSeries

/// What an answer of Prometheus' API comes to: one value, one series, or why there is none.
enum PrometheusReading {
  /// The past of one query, as far as one range query tells.
  struct Past {
    /// What is known, oldest first.
    var samples: [Sample] = []
    /// At some moments there were several series, which `samples` leaves out; how many they were at most.
    var ambiguity = 1
  }

  /// The data of an answer.
  ///
  /// - Throws: what the server says went wrong, whatever the status; what the status says where the body is no answer of
  ///   that API; `.malformed` for a 200 with such a body.
  static func answer(
    _ response: HTTPClientResponse, to identity: HTTPAccess.Identity,
    labels: PrometheusResponse.LabelReading
  ) throws(SourceError) -> PrometheusResponse.Data {
    let answer: PrometheusResponse
    do {
      answer = try PrometheusResponse.parse(response.body, labels: labels)
    } catch {
      guard response.status == 200 else { throw SourceError(status: response.status) }
      throw SourceError(
        .malformed,
        "the server answered 200 without an answer of Prometheus' API: \(identity.excerpt("\(error)"))"
      )
    }
    if response.status == 200, answer.isSuccess, let data = answer.data { return data }
    throw failure(answer, status: response.status, identity)
  }

  private static func failure(
    _ answer: PrometheusResponse, status: Int, _ identity: HTTPAccess.Identity
  ) -> SourceError {
    let type = answer.errorType ?? "error"
    let reason: SourceError.Reason =
      switch (status, type) {
      case (401, _), (403, _): .authentication
      // A query that took too long is answered with 503, as by a server that is not up.
      case (_, "timeout"), (_, "canceled"): .timeout
      case (_, "unavailable"): .unavailable
      case (_, "bad_data"), (_, "execution"), (200, _), (400, _), (422, _): .query
      default: SourceError(status: status).reason
      }
    let words = identity.excerpt("\(type): \(answer.error ?? "it gives no reason")")
    return SourceError(reason, "the server answered \(status) and says \(words)")
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
        .query,
        "the query returns a matrix (a range); expected an instant vector: use rate() or the like")
    case .vector(let series):
      try refuseHistograms(series)
      guard series.count <= 1 || reduce != nil else {
        throw SourceError(severalSeries: series.count)
      }
      return reading(of: series.compactMap(\.samples.last), reduce: reduce)
    }
  }

  /// Every series of an instant query.
  ///
  /// - Throws: for a result that is no vector of numbers.
  static func table(_ data: PrometheusResponse.Data) throws(SourceError) -> [LabelledValue] {
    guard case .vector(let series) = data else {
      throw SourceError(.query, "the query returns no instant vector; expected one with labels")
    }
    try refuseHistograms(series)
    return series.compactMap { one in
      one.samples.last.map { sample in
        LabelledValue(
          labels: Dictionary(one.labels.map { ($0.name, $0.value) }) { first, _ in first },
          value: sample.value)
      }
    }
  }

  /// The series of a range query, each with its samples in `span`, oldest first, NaN and infinities included.
  ///
  /// - Throws: for a result that is no matrix of numbers, oldest first.
  static func series(
    _ data: PrometheusResponse.Data, over span: PrometheusRequest.Span
  ) throws(SourceError) -> [PrometheusResponse.Series] {
    guard case .matrix(var series) = data else {
      throw SourceError(.malformed, "a range query returns no matrix; expected one")
    }
    try refuseHistograms(series)
    // VictoriaMetrics rounds a range's ends outward to whole steps.
    let asked = span.from...span.through
    for place in series.indices {
      let samples = series[place].samples
      guard zip(samples, samples.dropFirst()).allSatisfy({ $0.timestamp < $1.timestamp }) else {
        throw SourceError(
          .malformed, "a range query returns samples out of order; expected oldest first")
      }
      series[place].samples.removeAll { !asked.contains($0.timestamp) }
    }
    return series
  }

  /// The past that a range query tells; several series are reduced moment by moment, and without `reduce` are not known where
  /// they meet.
  ///
  /// - Throws: for a result that is no matrix of numbers, oldest first.
  static func past(
    _ data: PrometheusResponse.Data, over span: PrometheusRequest.Span, reduce: Reduction?
  ) throws(SourceError) -> Past {
    let series = try series(data, over: span)
    guard series.count > 1 else {
      return Past(samples: (series.first?.samples ?? []).filter(\.isKnown))
    }
    var values: [Timestamp: [Double]] = [:]
    for sample in series.lazy.flatMap(\.samples) {
      values[sample.timestamp, default: []].append(sample.value)
    }
    var past = Past()
    for (moment, values) in values.sorted(by: { $0.key < $1.key }) {
      if values.count > 1, reduce == nil {
        past.ambiguity = max(past.ambiguity, values.count)
      } else if let value = (reduce ?? .sum).apply(to: values) {
        past.samples.append(Sample(timestamp: moment, value: value))
      }
    }
    return past
  }

  private static func refuseHistograms(
    _ series: [PrometheusResponse.Series]
  ) throws(SourceError) {
    guard series.contains(where: \.hasHistograms) else { return }
    throw SourceError(
      .query, "the query returns a native histogram; expected a number: use histogram_quantile()")
  }

  /// One value of samples; the oldest of them says how old it is.
  private static func reading(of samples: [Sample], reduce: Reduction?) -> Reading {
    guard let oldest = samples.map(\.timestamp).min() else {
      return .absent("the query returns no series; check its names and labels")
    }
    guard let value = (reduce ?? .sum).apply(to: samples.map(\.value)) else {
      return .absent("the query returns NaN or an infinity")
    }
    return .value(value, at: oldest)
  }
}

extension SourceError {
  /// Several series where one was expected.
  init(severalSeries count: Int) {
    self.init(
      .severalSeries,
      "the query returns \(count) series; expected one: aggregate them, or set reduce")
  }
}
