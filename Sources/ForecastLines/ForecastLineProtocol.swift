internal import JSON
public import TimeSeries

/// The line protocol of `outrider forecast`: one series a line in, one forecast a line out, each from that line alone.
public struct ForecastLineProtocol: Sendable {
  /// What is asked of every series.
  public let question: ForecastQuestion

  /// The number of lines that were answered with an error.
  public private(set) var refused = 0

  /// A protocol that asks `question` of every line.
  public init(_ question: ForecastQuestion) {
    self.question = question
  }

  /// What a line holds.
  public enum Content: Sendable {
    /// Nothing but white space; there is no answer.
    case blank
    /// A series and its name.
    case series(RegularSeries, id: SeriesID)
    /// Something else, counted in `refused`.
    case refused(ForecastLineError, id: SeriesID)
  }

  /// Reads a line, for those who answer themselves.
  public mutating func read(_ line: [UInt8]) -> Content {
    if Self.isBlank(line) { return .blank }
    var id = JSONValue.null
    do {
      let line = try ForecastLine(line, id: &id)
      return .series(line.series, id: SeriesID(id))
    } catch {
      refused += 1
      return .refused(error, id: SeriesID(id))
    }
  }

  /// The answer to one line, its end included; nothing for a blank line. Never fails: what is wrong with the line is said in
  /// the answer and counted in `refused`.
  public mutating func answer(_ line: [UInt8]) -> [UInt8] {
    if Self.isBlank(line) { return [] }
    var writer = JSONWriter()
    var id = JSONValue.null
    do {
      let line = try ForecastLine(line, id: &id)
      try question.answer(line.series).write(id: id, to: &writer)
      return writer.bytes
    } catch {
      return refuse(error, id: SeriesID(id))
    }
  }

  /// The answer to a series that came another way, under the name `id`.
  public mutating func answer(_ series: RegularSeries, id: SeriesID) -> [UInt8] {
    var writer = JSONWriter()
    do {
      try question.answer(series).write(id: id.json, to: &writer)
      return writer.bytes
    } catch {
      return refuse(error, id: id)
    }
  }

  /// The answer to a series, or to a line that could not be taken in at all, that says what is wrong with it; counted in `refused`.
  public mutating func refuse(_ error: ForecastLineError, id: SeriesID = .none) -> [UInt8] {
    refused += 1
    return Self.refusal(error, id: id)
  }

  /// Counts a series that was read but not forecast.
  public mutating func countRefusal() { refused += 1 }

  private static func isBlank(_ line: [UInt8]) -> Bool {
    line.allSatisfy {
      $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\r")
    }
  }

  /// A line that says what is wrong with the series `id`, for those who answer themselves and have it counted.
  public static func refusal(_ error: ForecastLineError, id: SeriesID) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("id", id.json)
    writer.member("error", error.description)
    writer.endObject()
    writer.endLine()
    return writer.bytes
  }
}
