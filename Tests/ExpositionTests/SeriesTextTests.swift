import Exposition
import Testing

/// Series as PromQL writes them.
@Suite struct SeriesTextTests {
  @Test(arguments: [
    ([], "{}"),
    ([("__name__", "up")], "up"),
    ([("pod", "a"), ("__name__", "up"), ("code", "200")], #"up{code="200",pod="a"}"#),
    ([("pod", #"a"b\c"#)], #"{pod="a\"b\\c"}"#),
    ([("__name__", "a b"), ("pod.name", "x")], #"{"a b","pod.name"="x"}"#),
  ])
  func labelsBecomeText(labels: [(String, String)], text: String) {
    #expect(SeriesText.text(labels.map { (name: $0.0, value: $0.1) }) == text)
  }
}
