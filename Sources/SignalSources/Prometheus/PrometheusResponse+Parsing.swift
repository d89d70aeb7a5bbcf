public import JSON
internal import Numerals
internal import TimeSeries

extension PrometheusResponse {
  /// The answer that the whole of `bytes` is.
  ///
  /// Members may come in any order, and those that are not known are skipped. What is left out, comes twice or
  /// is of another type than the API's description has it is an error with its place, as is everything that is no strict
  /// JSON. O(bytes).
  public static func parse(
    _ bytes: UnsafeBufferPointer<UInt8>, labels: LabelReading = .decoded
  ) throws(JSONError) -> PrometheusResponse {
    var reader = JSONReader(bytes)
    var parser = PrometheusResponseParser(labels: labels)
    let response = try parser.response(&reader)
    try reader.finish()
    return response
  }

  /// The answer that the whole of `bytes` is.
  public static func parse(
    _ bytes: [UInt8], labels: LabelReading = .decoded
  ) throws(JSONError) -> PrometheusResponse {
    try bytes.withUnsafeBufferPointer { (buffer) throws(JSONError) in
      try parse(buffer, labels: labels)
    }
  }
}

/// The parts of an answer, from the outside in.
private struct PrometheusResponseParser {
  let labels: PrometheusResponse.LabelReading

  /// The number of samples in the last series: the next is likely to have as many.
  private var expectedSamples = 1

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
      guard seen.insert(key).inserted else { throw reader.error("\(key) comes twice") }
      switch key {
      case "status":
        let word = try reader.readString()
        guard word == "success" || word == "error" else {
          throw reader.error("expected the status success or error, found \(word)")
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
      case "warnings": response.warnings = try strings(&reader)
      case "infos": response.infos = try strings(&reader)
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
      guard seen.insert(key).inserted else { throw reader.error("\(key) comes twice") }
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
    case "scalar": return .scalar(try sample(&reader))
    case "string":
      let (timestamp, text) = try pair(&reader)
      return .string(text, at: timestamp)
    default:
      throw reader.error("expected the resultType vector, matrix, scalar or string, found \(type)")
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
        case .decoded: series.labels = try metric(&reader)
        case .skipped: try skipMetric(&reader)
        }
      case "value" where !isMatrix:
        if hasSamples { throw reader.error("value comes twice") }
        hasSamples = true
        series.samples = [try sample(&reader)]
      case "values" where isMatrix:
        if hasSamples { throw reader.error("values comes twice") }
        hasSamples = true
        series.samples.reserveCapacity(expectedSamples)
        try samples(&reader, into: &series.samples)
        expectedSamples = series.samples.count
      case isMatrix ? "histograms" : "histogram":
        if series.hasHistograms { throw reader.error("\(key) comes twice") }
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
  private func metric(
    _ reader: inout JSONReader
  ) throws(JSONError) -> [PrometheusResponse.Label] {
    var labels: [PrometheusResponse.Label] = []
    try reader.beginObject()
    while let name = try reader.nextKey() {
      if labels.contains(where: { $0.name == name }) {
        throw reader.error("the label \(name) comes twice")
      }
      labels.append(PrometheusResponse.Label(name: name, value: try reader.readString()))
    }
    return labels
  }

  private func skipMetric(_ reader: inout JSONReader) throws(JSONError) {
    try reader.beginObject()
    while try reader.nextKey() != nil { _ = try reader.readString() }
  }

  /// `[[1700000000.123, "1.5"], ...]`
  private func samples(
    _ reader: inout JSONReader, into samples: inout [Sample]
  ) throws(JSONError) {
    try reader.beginArray()
    var isFirst = true
    while true {
      // As the server writes them; what differs, in white space or in names of numbers, is read one by one.
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

  /// The sample `[1700000000.123,"1.5"]` at `start`, and where it ends; nil where there is anything else.
  @inline(__always)
  private func plainSample(
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

  private func sample(_ reader: inout JSONReader) throws(JSONError) -> Sample {
    let (timestamp, text) = try pair(&reader)
    guard let value = DecimalText.parse(text, allowsNames: true) else {
      throw reader.error("expected a number in a string, found \"\(text.prefix(40))\"")
    }
    return Sample(timestamp: timestamp, value: value)
  }

  /// `[1700000000.123, "text"]`
  private func pair(
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

  private func strings(_ reader: inout JSONReader) throws(JSONError) -> [String] {
    var list: [String] = []
    try reader.beginArray()
    while try reader.nextElement() { list.append(try reader.readString()) }
    return list
  }
}
