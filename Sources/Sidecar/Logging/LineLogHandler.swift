import Configuration
import Glibc
import JSON
import Logging
import TimeSeries

/// Writes each log event as one line to standard error, as logfmt or as JSON.
struct LineLogHandler: LogHandler {
  /// The form of a line.
  enum Format: Sendable {
    case logfmt
    case json
  }

  var metadata: Logger.Metadata = [:]
  var logLevel: Logger.Level
  private let format: Format
  private let label: String

  /// A handler that writes lines of `format`.
  init(label: String, format: Format, level: Logger.Level) {
    self.label = label
    self.format = format
    logLevel = level
  }

  /// A logger as the settings want it.
  static func logger(_ label: String, _ settings: LogSettings) -> Logger {
    let format: Format = settings.format == .json ? .json : .logfmt
    let level: Logger.Level =
      switch settings.level {
      case .debug: .debug
      case .info: .info
      case .warn: .warning
      case .error: .error
      }
    return Logger(label: label) { LineLogHandler(label: $0, format: format, level: level) }
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var line = Self.line(
      format, now: SidecarClock.wall.now, label: label, level: event.level,
      message: event.message.description,
      metadata: metadata.merging(event.metadata ?? [:]) { $1 }, error: event.error)
    line.append(UInt8(ascii: "\n"))
    // One write a line, so that lines of several threads do not mix. A log that cannot be written has nowhere to
    // be reported.
    line.withUnsafeBytes { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }

  /// The text of one event, without the line feed.
  static func line(
    _ format: Format, now: Timestamp, label: String, level: Logger.Level, message: String,
    metadata: Logger.Metadata, error: (any Error)?
  ) -> [UInt8] {
    var fields = [
      ("time", now.rfc3339), ("level", name(of: level)), ("component", label), ("msg", message),
    ]
    fields += metadata.sorted { $0.key < $1.key }.map { ($0.key, $0.value.description) }
    if let error { fields.append(("error", String(describing: error))) }
    switch format {
    case .logfmt:
      var line: [UInt8] = []
      for (key, value) in fields {
        if !line.isEmpty { line.append(UInt8(ascii: " ")) }
        line += key.utf8
        line.append(UInt8(ascii: "="))
        appendLogfmt(value, to: &line)
      }
      return line
    case .json:
      var writer = JSONWriter()
      writer.beginObject()
      for (key, value) in fields { writer.member(key, value) }
      writer.endObject()
      return writer.bytes
    }
  }

  private static func name(of level: Logger.Level) -> String {
    switch level {
    case .trace, .debug: "debug"
    case .info, .notice: "info"
    case .warning: "warn"
    case .error, .critical: "error"
    }
  }

  /// A logfmt value: bare where it can be, else quoted with Go's escapes.
  private static func appendLogfmt(_ value: String, to line: inout [UInt8]) {
    let isBare =
      !value.isEmpty
      && value.utf8.allSatisfy {
        $0 > 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "=") && $0 != 0x7F
      }
    if isBare {
      line += value.utf8
      return
    }
    line.append(UInt8(ascii: "\""))
    for byte in value.utf8 {
      switch byte {
      case UInt8(ascii: "\""): line += #"\""#.utf8
      case UInt8(ascii: "\\"): line += #"\\"#.utf8
      case 0x0A: line += #"\n"#.utf8
      case 0x0D: line += #"\r"#.utf8
      case 0x09: line += #"\t"#.utf8
      case 0..<0x20, 0x7F:
        let digits = Array("0123456789abcdef".utf8)
        line += #"\x"#.utf8
        line += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      default: line.append(byte)
      }
    }
    line.append(UInt8(ascii: "\""))
  }
}
