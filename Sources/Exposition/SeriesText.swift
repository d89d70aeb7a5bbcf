/// A series as PromQL writes it: `http_requests_total{code="200",pod="a"}`.
public enum SeriesText {
  /// The text of a series with `labels`, `__name__` among them where it has a name; `{}` without labels. Labels come in the order of their names.
  ///
  /// Names that are not `[a-zA-Z_][a-zA-Z0-9_]*` stand in quotation marks, the metric's own then inside the braces (Prometheus 3, "UTF-8").
  public static func text(_ labels: [(name: String, value: String)]) -> String {
    var name: [UInt8] = []
    var matchers: [[UInt8]] = []
    for label in labels.sorted(by: { ($0.name, $0.value) < ($1.name, $1.value) }) {
      if label.name == "__name__" {
        if NameSyntax.isMetricName(label.value) {
          name = Array(label.value.utf8)
        } else {
          matchers.insert(quoted(label.value), at: 0)
        }
      } else {
        let key = NameSyntax.isLabelName(label.name) ? Array(label.name.utf8) : quoted(label.name)
        matchers.append(key + [UInt8(ascii: "=")] + quoted(label.value))
      }
    }
    if matchers.isEmpty, !name.isEmpty { return String(decoding: name, as: UTF8.self) }
    let inside = matchers.joined(separator: [UInt8(ascii: ",")])
    return String(
      decoding: name + [UInt8(ascii: "{")] + inside + [UInt8(ascii: "}")], as: UTF8.self)
  }

  private static func quoted(_ text: String) -> [UInt8] {
    var bytes = [UInt8(ascii: "\"")]
    Escaping.append(text, quotes: true, to: &bytes)
    bytes.append(UInt8(ascii: "\""))
    return bytes
  }
}
