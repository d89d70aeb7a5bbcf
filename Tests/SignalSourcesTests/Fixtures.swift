import Configuration
import HTTPClient
import SignalSources
import TestSupport
import TimeSeries

/// A moment for tests: 2023-11-14T22:13:20Z.
let someMoment = Timestamp(milliseconds: 1_700_000_000_000)

extension SignalSource {
  /// The only reading of a fetch.
  func reading(now: Timestamp = someMoment) async -> Reading? {
    await fetch(now: now).readings.first
  }
}

extension Reading {
  /// The value; nil where there is none.
  var number: Double? {
    if case .value(let value, _) = self { value } else { nil }
  }

  /// The moment of the value; nil where there is none.
  var moment: Timestamp? {
    if case .value(_, let moment) = self { moment } else { nil }
  }

  /// The error; nil where there is none.
  var error: SourceError? {
    if case .failed(let error) = self { error } else { nil }
  }

  /// `value`, `absent` or the reason of a failure.
  var outcome: String {
    switch self {
    case .value: "value"
    case .table: "table"
    case .absent: "absent"
    case .failed(let error): error.reason.rawValue
    }
  }

  /// What it says to a person.
  var message: String {
    switch self {
    case .value, .table: ""
    case .absent(let why): why
    case .failed(let error): error.message
    }
  }
}

/// A Prometheus source that asks `queries`.
func prometheusSource(
  _ url: String, _ queries: [SignalSelector], timeout: Duration = ampleTime,
  access: HTTPAccessSettings = HTTPAccessSettings()
) -> PrometheusSource {
  var settings = PrometheusSettings(url: url)
  settings.timeout = timeout
  settings.access = access
  return PrometheusSource(
    name: "main", settings: settings, queries: queries, client: HTTPClient())
}

/// A successful answer with one series for each value, evaluated at `someMoment`.
func vector(_ values: String...) -> String {
  let series = values.enumerated().map { index, value in
    #"{"metric":{"pod":"\#(index)"},"value":[1700000000,"\#(value)"]}"#
  }
  return success("vector", "[\(series.joined(separator: ","))]")
}

/// A successful answer of that type.
func success(_ type: String, _ result: String) -> String {
  #"{"status":"success","data":{"resultType":"\#(type)","result":\#(result)}}"#
}
