internal import JSON
internal import Numerals
internal import TimeSeries

/// The parts of an answer, from the outside in.
struct PrometheusResponseParser {
  let labels: PrometheusResponse.LabelReading

  /// The samples of the series that is being read, before they get an array of just their size.
  private var scratch: [Sample] = []

  init(labels: PrometheusResponse.LabelReading) {
    self.labels = labels
  }

  /// `{"status": ..., "data": ..., "errorType": ..., "error": ..., "warnings": ..., "infos": ...}`
  mutating func response(_ reader: inout JSONReader) throws(JSONError) -> PrometheusResponse {
    var response = PrometheusResponse(isSuccess: false)
    var seen: Set<String> = []
    var status: String?
    try reader.beginObject()
    while let key = try reader.nextKey() {
      guard seen.insert(key).inserted else { throw reader.error("\(key.prefix(40)) comes twice") }
      switch key {
      case "status":
        let word = try reader.readString()
        guard word == "success" || word == "error" else {
          throw reader.error("expected the status success or error, found \(word.prefix(40))")
        }
        status = word
      case "data":
        if try reader.peekKind() == .null {
          try reader.readNull()
        } else {
          response.data = try data(&reader)
        }
      case "errorType": response.errorType = try reader.readString()
      case "error": response.error = try reader.readString()
      case "warnings": response.warnings = try Self.strings(&reader)
      case "infos": response.infos = try Self.strings(&reader)
      default: try reader.skipValue()
      }
    }
    guard let status else { throw reader.error("expected a status") }
    response.isSuccess = status == "success"
    if response.isSuccess, response.data == nil { throw reader.error("expected data") }
    return response
  }

  /// `{"resultType": ..., "result": ...}`, in either order.
  private mutating func data(
    _ reader: inout JSONReader
  ) throws(JSONError) -> PrometheusResponse.Data {
    var type: String?
    var data: PrometheusResponse.Data?
    var early: JSONReader?
    var seen: Set<String> = []
    try reader.beginObject()
    while let key = try reader.nextKey() {
      guard seen.insert(key).inserted else { throw reader.error("\(key.prefix(40)) comes twice") }
      switch key {
      case "resultType": type = try reader.readString()
      case "result":
        if let type {
          data = try result(type, &reader)
        } else {
          // Read again when its type is known.
          early = reader
          try reader.skipValue()
        }
      default: try reader.skipValue()
      }
    }
    guard let type else { throw reader.error("expected a resultType") }
    if var early { data = try result(type, &early) }
    guard let data else { throw reader.error("expected a result") }
    return data
  }

  private mutating func result(
    _ type: String, _ reader: inout JSONReader
  ) throws(JSONError) -> PrometheusResponse.Data {
    switch type {
    case "vector": return .vector(try series(&reader, isMatrix: false))
    case "matrix": return .matrix(try series(&reader, isMatrix: true))
    case "scalar": return .scalar(try Self.sample(&reader))
    case "string":
      let (timestamp, text) = try Self.pair(&reader)
      return .string(text, at: timestamp)
    default:
      throw reader.error(
        "expected the resultType vector, matrix, scalar or string, found \(type.prefix(40))")
    }
  }

  /// `[{"metric": {...}, "value": [...]}, ...]`, or `values` in a matrix.
  private mutating func series(
    _ reader: inout JSONReader, isMatrix: Bool
  ) throws(JSONError) -> [PrometheusResponse.Series] {
    var list: [PrometheusResponse.Series] = []
    try reader.beginArray()
    while try reader.nextElement() {
      list.append(try element(&reader, isMatrix: isMatrix))
    }
    return list
  }

  private mutating func element(
    _ reader: inout JSONReader, isMatrix: Bool
  ) throws(JSONError) -> PrometheusResponse.Series {
    var series = PrometheusResponse.Series(labels: [], samples: [], hasHistograms: false)
    var hasMetric = false
    var hasSamples = false
    try reader.beginObject()
    while let key = try reader.nextKey() {
      switch key {
      case "metric":
        if hasMetric { throw reader.error("metric comes twice") }
        hasMetric = true
        switch labels {
        case .decoded: series.labels = try Self.metric(&reader)
        case .skipped: try Self.skipMetric(&reader)
        }
      case "value" where !isMatrix:
        if hasSamples { throw reader.error("value comes twice") }
        hasSamples = true
        series.samples = [try Self.sample(&reader)]
      case "values" where isMatrix:
        if hasSamples { throw reader.error("values comes twice") }
        hasSamples = true
        scratch.removeAll(keepingCapacity: true)
        try Self.samples(&reader, into: &scratch)
        series.samples = scratch.withUnsafeBufferPointer { Array($0) }
      case isMatrix ? "histograms" : "histogram":
        if series.hasHistograms { throw reader.error("\(key.prefix(40)) comes twice") }
        series.hasHistograms = true
        guard try reader.peekKind() == .array else { throw reader.error("expected an array") }
        try reader.skipValue()
      default: try reader.skipValue()
      }
    }
    guard hasMetric else { throw reader.error("expected a metric in the series") }
    guard hasSamples || series.hasHistograms else {
      throw reader.error("expected \(isMatrix ? "values" : "a value") in the series")
    }
    return series
  }

  /// `{"__name__": "up", ...}`
  private static func metric(
    _ reader: inout JSONReader
  ) throws(JSONError) -> [PrometheusResponse.Label] {
    var labels: [PrometheusResponse.Label] = []
    try reader.beginObject()
    while let name = try reader.nextKey() {
      if labels.contains(where: { $0.name == name }) {
        throw reader.error("the label \(name.prefix(40)) comes twice")
      }
      guard labels.count < PrometheusResponse.maximumLabels else {
        throw reader.error("more than \(PrometheusResponse.maximumLabels) labels")
      }
      labels.append(PrometheusResponse.Label(name: name, value: try reader.readString()))
    }
    return labels
  }

  private static func skipMetric(_ reader: inout JSONReader) throws(JSONError) {
    try reader.beginObject()
    while try reader.nextKey() != nil { _ = try reader.readString() }
  }

  /// `[[1700000000.123, "1.5"], ...]`
  private static func samples(
    _ reader: inout JSONReader, into samples: inout [Sample]
  ) throws(JSONError) {
    try reader.beginArray()
    var isFirst = true
    while true {
      // As the server writes them; what differs, in white space or in names of numbers, is read one
      // by one.
      reader.readElements { start, end in
        var last = start
        var next = start
        if !isFirst {
          guard next < end, next.pointee == UInt8(ascii: ",") else { return start }
          next += 1
        }
        while let (sample, after) = plainSample(next, end) {
          samples.append(sample)
          last = after
          guard after < end, after.pointee == UInt8(ascii: ",") else { break }
          next = after + 1
        }
        return last
      }
      guard try reader.nextElement() else { return }
      samples.append(try sample(&reader))
      isFirst = false
    }
  }

  /// The sample `[1700000000.123,"1.5"]` at `start`, and where it ends; nil where there is anything
  /// else.
  @inline(__always)
  private static func plainSample(
    _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
  ) -> (sample: Sample, next: UnsafePointer<UInt8>)? {
    guard start < end, start.pointee == UInt8(ascii: "["),
      let seconds = DecimalScan(start + 1, end, grammar: .json),
      seconds.exponent <= 0, seconds.exponent >= -3, seconds.isExact,
      seconds.mantissa < 1_000_000_000_000, !seconds.isNegative
    else { return nil }
    var milliseconds = Int64(truncatingIfNeeded: seconds.mantissa)
    switch seconds.exponent {
    case 0: milliseconds &*= 1000
    case -1: milliseconds &*= 100
    case -2: milliseconds &*= 10
    default: break
    }
    var next = start + 1 + seconds.length
    guard end - next >= 2, next[0] == UInt8(ascii: ","), next[1] == UInt8(ascii: "\"") else {
      return nil
    }
    next += 2
    guard let (value, length) = DecimalText.parsePrefix(next, end) else { return nil }
    next += length
    guard end - next >= 2, next[0] == UInt8(ascii: "\""), next[1] == UInt8(ascii: "]") else {
      return nil
    }
    return (
      Sample(timestamp: Timestamp(milliseconds: milliseconds), value: value), next + 2
    )
  }

  private static func sample(_ reader: inout JSONReader) throws(JSONError) -> Sample {
    let (timestamp, text) = try pair(&reader)
    guard let value = DecimalText.parse(text, allowsNames: true) else {
      throw reader.error("expected a number in a string, found \"\(text.prefix(40))\"")
    }
    return Sample(timestamp: timestamp, value: value)
  }

  /// `[1700000000.123, "text"]`
  private static func pair(
    _ reader: inout JSONReader
  ) throws(JSONError) -> (timestamp: Timestamp, text: String) {
    try reader.beginArray()
    guard try reader.nextElement() else { throw reader.error("expected a timestamp") }
    let seconds = try reader.readDouble()
    guard seconds.magnitude < 1e12 else {
      throw reader.error("expected a timestamp in seconds, found \(seconds)")
    }
    guard try reader.nextElement() else { throw reader.error("expected a value") }
    let text = try reader.readString()
    if try reader.nextElement() { throw reader.error("expected ']' after the value") }
    return (Timestamp(seconds: seconds), text)
  }

  private static func strings(_ reader: inout JSONReader) throws(JSONError) -> [String] {
    var list: [String] = []
    try reader.beginArray()
    while try reader.nextElement() { list.append(try reader.readString()) }
    return list
  }
}
