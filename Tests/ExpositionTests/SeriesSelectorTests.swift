import Exposition
import Testing
import TestSupport

@Suite struct SeriesSelectorTests {
  private func sample(_ name: String, _ labels: KeyValuePairs<String, String> = [:]) -> PageSample {
    PageSample(name: name, labels: labels.map { .init(name: $0.key, value: $0.value) }, value: 1)
  }

  @Test(arguments: [
    ("up", true), (" up ", true), ("up{}", true), ("down", false), ("{__name__=\"up\"}", true),
    ("up{job=\"api\"}", true), ("up{job=\"web\"}", false), ("up{job!=\"web\"}", true),
    ("up{job=~\"a.*\"}", true), ("up{job=~\"a\"}", false), ("up{job=~\"p\"}", false),
    ("up{job=~\"api|web\"}", true), ("up{job=~\"ap|web\"}", false), ("up{job!~\"api|web\"}", false),
    ("up{job=~\"a(p|x)i\"}", true), ("up{job=~\"\"}", false), ("up{missing=\"\"}", true),
    ("up{missing!=\"x\"}", true), ("up{missing=~\".*\"}", true), ("up{missing=~\".+\"}", false),
    ("up{missing!~\".+\"}", true), ("up{missing=~\"x|\"}", true), ("{job=\"api\"}", true),
    ("{__name__=~\"u.\"}", true), ("{__name__!=\"up\",job=\"api\"}", false),
    ("up{job='api', path=`C:\\d`,}", true), ("up{path=\"C:\\\\d\"}", true),
    ("up{path=~\"C:\\\\\\\\[a-z]\"}", true), ("up{job=\"\\x61p\\u0069\"}", true),
    ("up{job=\"\\141pi\"}", true), ("up {\n job = \"api\" }", true), ("up{job=~\"(?i)API\"}", true),
    ("up{line=~\"a.b\"}", true), ("up{job=~\"^api$\"}", true), ("up{line=~\"a$.b\"}", false),
  ])
  func selects(_ text: String, _ isSelected: Bool) throws {
    let selector = try SeriesSelector.parse(text)
    let series = sample("up", ["job": "api", "path": "C:\\d", "line": "a\nb"])
    #expect(selector.accepts(series) == isSelected)
  }

  @Test(arguments: [
    ("", 0, "expected a metric name or '{', found the end"),
    ("{}", 0, "expected a metric name or a matcher that an empty value does not meet"),
    ("{a=\"\"}", 0, "expected a metric name or a matcher that an empty value does not meet"),
    ("{a=~\".*\"}", 0, "expected a metric name or a matcher that an empty value does not meet"),
    ("1up", 0, "expected a metric name or '{', found \"1up\""),
    ("up down", 3, "expected '{' or the end of the selector, found \"down\""),
    ("rate(up[5m])", 4, "expected '{' or the end of the selector, found \"(up[5m])\""),
    ("up{", 3, "expected a label name, found the end"),
    ("up{job}", 6, "expected =, !=, =~ or !~, found \"}\""),
    ("up{job=api}", 7, "expected a string in quotes, found \"api}\""),
    ("up{job=\"api}", 7, "the string has no end"),
    ("up{job=\"api\"", 12, "expected ',' or '}', found the end"),
    ("up{job=\"a\" x=\"b\"}", 11, "expected ',' or '}', found \"x=\"b\"}\""),
    ("up{job=\"a\"}[5m]", 11, "expected the end of the selector, found \"[5m]\""),
    ("up{job=~\"(\"}", 8, "\"(\" is no regular expression"),
    ("up{__name__=\"down\"}", 3, "the metric name is given twice"),
    (
      "up{job=~\"a\\d\"}", 10,
      "expected an escape as Go's strings have them; a regular expression's own \\ is \\\\"
    ),
  ])
  func saysWhatWasExpected(_ text: String, _ offset: Int, _ message: String) {
    let error = #expect(throws: SelectorError.self) { try SeriesSelector.parse(text) }
    #expect(error?.offset == offset)
    #expect(error?.message == message)
  }

  @Test func knowsItsName() throws {
    #expect(try SeriesSelector.parse("up{a=\"b\"}").name == "up")
    #expect(try SeriesSelector.parse("{a=\"b\",__name__=\"x\"}").name == "x")
    #expect(try SeriesSelector.parse("{__name__=~\"x\"}").name == nil)
  }

  @Test func neverTrapsOnBytes() {
    var random = SeededGenerator(seed: 31)
    let pieces = [
      "up", "{", "}", "job", "=", "!", "~", "\"", "'", "`", "\\", "x", "41", ",", " ", "(", "é",
    ]
    var errors = 0
    for _ in 0..<3000 {
      let text = (0..<Int.random(in: 0...12, using: &random)).map { _ in
        pieces[Int.random(in: 0..<pieces.count, using: &random)]
      }.joined()
      do {
        _ = try SeriesSelector.parse(text)
      } catch {
        #expect(error.offset <= text.utf8.count + 1)
        errors += 1
      }
    }
    #expect(errors > 2000)
  }
}
