import JSON
import Logging
import Testing
import TimeSeries

@testable import Sidecar

/// Log lines.
@Suite struct LineLogHandlerTests {
  private static func line(
    _ format: LineLogHandler.Format, _ message: String, _ metadata: Logger.Metadata = [:],
    level: Logger.Level = .info, error: (any Error)? = nil
  ) -> String {
    String(
      decoding: LineLogHandler.line(
        format, now: Timestamp(milliseconds: 1_700_000_000_250), label: "outrider", level: level,
        message: message, metadata: metadata, error: error), as: UTF8.self)
  }

  @Test(arguments: [
    ("started", "started"), ("", #""""#), ("two words", #""two words""#),
    (#"say "no""#, #""say \"no\"""#), (#"C:\temp"#, #"C:\temp"#), (#"C:\a b"#, #""C:\\a b""#),
    ("a=b", #""a=b""#), ("a\nlevel=error", #""a\nlevel=error""#), ("a\r\tb", #""a\r\tb""#),
    ("\u{0}\u{1B}[31m", #""\x00\x1b[31m""#), ("\u{7F}", #""\x7f""#), ("Käse→🚀", "Käse→🚀"),
    ("Käse →", #""Käse →""#),
  ])
  func quotesLogfmt(_ message: String, _ expected: String) {
    #expect(
      Self.line(.logfmt, message)
        == "time=2023-11-14T22:13:20.250Z level=info component=outrider msg=\(expected)")
  }

  @Test func writesMetadataInOrderOfKeys() {
    let line = Self.line(
      .logfmt, "x", ["b": "2 3", "a": "1", "list": ["p", "q r"]], level: .warning)
    #expect(
      line.hasSuffix(#"level=warn component=outrider msg=x a=1 b="2 3" list="[\"p\", \"q r\"]""#))
  }

  @Test(arguments: [
    (Logger.Level.trace, "debug"), (.debug, "debug"), (.info, "info"), (.notice, "info"),
    (.warning, "warn"), (.error, "error"), (.critical, "error"),
  ])
  func namesLevelsAsPrometheusDoes(_ level: Logger.Level, _ name: String) {
    #expect(Self.line(.logfmt, "x", level: level).contains(" level=\(name) "))
  }

  @Test(arguments: [
    "plain", #"quotes " and \ backslashes"#, "a\nb\r\tc", "\u{0}\u{1F}\u{7F}", "Käse→🚀", "\u{2028}",
  ])
  func writesOneObjectOfJSONALine(_ text: String) throws {
    let line = Self.line(.json, text, ["problem": "\(text)"], level: .error)
    #expect(!line.utf8.contains { $0 < 0x20 })
    let json = try JSONValue.parse(line)
    #expect(json.objectValue?.keys == ["time", "level", "component", "msg", "problem"])
    #expect(json["time"]?.stringValue == "2023-11-14T22:13:20.250Z")
    #expect(json["level"]?.stringValue == "error")
    #expect(json["msg"]?.stringValue == text)
    #expect(json["problem"]?.stringValue == text)
  }

  @Test func writesErrors() {
    #expect(
      Self.line(.logfmt, "x", error: StartError("no port")).hasSuffix(#" error="no port""#))
  }
}
