public import JSON

extension PrometheusResponse {
  /// The answer that the whole of `bytes` is.
  ///
  /// Members may come in any order, and those that are not known are skipped. What is left out,
  /// comes twice or is of another type than the API's description has it is an error with its
  /// place, as is everything that is no strict JSON. O(bytes).
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
