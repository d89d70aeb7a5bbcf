internal import Numerals
public import TimeSeries

/// A series from CSV text with the columns `timestamp,value`.
public enum CSVSeries {
  /// The series in `bytes`, on a grid from its first timestamp on.
  ///
  /// Timestamps are Unix seconds or RFC 3339 in UTC or with an offset, and rise from line to line. An empty value, `null` and `NaN` are gaps. A first line
  /// that starts with a letter is a header; blank lines and lines that start with `#` are passed over. A value counts at the nearest step; of several
  /// at one step the last does.
  ///
  /// - Parameter step: the time between steps; nil: the median time between lines.
  /// - Throws: what is wrong, with the number of the line.
  public static func parse(
    _ bytes: [UInt8], step: Duration? = nil
  ) throws(ForecastLineError) -> RegularSeries {
    let samples = try samples(bytes)
    guard let first = samples.first, let last = samples.last else {
      throw ForecastLineError("there is no line 'timestamp,value'")
    }
    guard let length = step?.milliseconds ?? medianStep(of: samples), length > 0 else {
      throw ForecastLineError("one line does not tell the step: give it with --step")
    }
    let span = last.timestamp.milliseconds - first.timestamp.milliseconds
    guard span / length < Int64(ForecastLine.maximumCount) else {
      throw ForecastLineError(
        "from first to last timestamp are more than \(ForecastLine.maximumCount) steps of \(length) ms"
      )
    }
    var values = [Double](repeating: .nan, count: Int((span + length / 2) / length) + 1)
    for sample in samples {
      let elapsed = sample.timestamp.milliseconds - first.timestamp.milliseconds
      values[Int((elapsed + length / 2) / length)] = sample.value
    }
    return RegularSeries(start: first.timestamp, step: .milliseconds(length), values: values)
  }

  private static func samples(_ bytes: [UInt8]) throws(ForecastLineError) -> [Sample] {
    var samples: [Sample] = []
    var number = 0
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      var text = String(decoding: line, as: UTF8.self)[...]
      while text.last?.isWhitespace == true { text.removeLast() }
      while text.first?.isWhitespace == true || text.first == "\u{FEFF}" { text.removeFirst() }
      guard let start = text.first, start != "#" else { continue }
      if samples.isEmpty, start.isLetter { continue }
      let fields = text.split(separator: ",", omittingEmptySubsequences: false)
      guard fields.count >= 2 else {
        throw ForecastLineError("line \(number): expected 'timestamp,value'")
      }
      guard let timestamp = Timestamp(text: fields[0].trimmed) else {
        throw ForecastLineError(
          "line \(number): '\(fields[0].prefix(40))' is neither Unix seconds nor RFC 3339")
      }
      guard let value = Self.value(fields[1].trimmed) else {
        throw ForecastLineError("line \(number): '\(fields[1].prefix(40))' is not a number")
      }
      if let last = samples.last, timestamp <= last.timestamp {
        throw ForecastLineError("line \(number): the timestamp is not after the one before")
      }
      samples.append(Sample(timestamp: timestamp, value: value))
    }
    return samples
  }

  private static func value(_ text: Substring) -> Double? {
    if text.isEmpty || text == "null" { return .nan }
    return DecimalText.parse(text, allowsNames: true).map { $0.isFinite ? $0 : .nan }
  }

  /// The median time between samples, in milliseconds; nil below two samples.
  private static func medianStep(of samples: [Sample]) -> Int64? {
    guard samples.count >= 2 else { return nil }
    let steps = zip(samples.dropFirst(), samples).map {
      $0.timestamp.milliseconds - $1.timestamp.milliseconds
    }
    return steps.sorted()[(steps.count - 1) / 2]
  }
}

extension Substring {
  fileprivate var trimmed: Substring {
    var text = self
    while text.first?.isWhitespace == true || text.first == "\"" { text.removeFirst() }
    while text.last?.isWhitespace == true || text.last == "\"" { text.removeLast() }
    return text
  }
}
