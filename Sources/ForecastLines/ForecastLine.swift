internal import JSON
import TimeSeries

/// One line of input: a series with a name.
struct ForecastLine: Sendable {
  /// The name to answer under, `null` where the line has none.
  var id: JSONValue

  /// The values and their times.
  var series: RegularSeries

  /// The most values that a line may have.
  static let maximumCount = 10_000_000

  /// Reads a line such as `{"id":"H1","start":0,"step":3600,"values":[605.0,null]}`.
  ///
  /// `null` is a gap, `start` and `step` count seconds, `id` is a string or a whole number, other members are passed over. Without `start` the
  /// series starts at the epoch. O(bytes).
  ///
  /// - Parameter id: gets the line's name as soon as it is read, so that an error can be answered under it.
  init(_ bytes: [UInt8], id: inout JSONValue) throws(ForecastLineError) {
    var start: Double?
    var step: Double?
    var values: [Double]?
    do {
      try bytes.withUnsafeBufferPointer { (buffer) throws(JSONError) in
        var reader = JSONReader(buffer)
        try reader.beginObject()
        while let key = try reader.nextKey() {
          switch key {
          case "id":
            let name = try reader.readValue()
            guard name.stringValue != nil || name.intValue != nil || name.isNull else {
              throw reader.error("'id' is to be a string or a whole number, not \(name.kind)")
            }
            id = name
          case "start":
            start = try reader.readDouble()
          case "step":
            step = try reader.readDouble()
          case "values":
            var read: [Double] = []
            try reader.readNumbers(into: &read)
            values = read
          default:
            try reader.skipValue()
          }
        }
        try reader.finish()
      }
    } catch {
      throw ForecastLineError("column \(error.column): \(error.message)")
    }
    guard let step else { throw ForecastLineError("'step' is missing: seconds between values") }
    guard step >= 0.001, step <= 31_622_400 else {
      throw ForecastLineError("'step' is to be from 0.001 to 31622400 seconds")
    }
    guard let values else {
      throw ForecastLineError("'values' is missing: an array of numbers and nulls")
    }
    guard values.count <= Self.maximumCount else {
      throw ForecastLineError(
        "'values' has \(values.count) elements, at most \(Self.maximumCount) are taken")
    }
    guard abs(start ?? 0) <= 253_402_300_800 else {
      throw ForecastLineError("'start' is to be Unix seconds before the year 10000")
    }
    self.id = id
    series = RegularSeries(
      start: Timestamp(seconds: start ?? 0), step: .milliseconds(Int64((step * 1000).rounded())),
      values: values)
  }
}
