import Exposition
import Testing

@Suite struct NegotiationTests {
  private static let examples: [(accept: String, format: ExpositionFormat)] = [
    ("", ExpositionFormat.text),
    ("*/*", .text),
    ("text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8", .text),
    ("application/openmetrics-text", .openMetrics),
    ("Application/OpenMetrics-Text; Version=1.0.0; charset=utf-8", .openMetrics),
    ("application/openmetrics-text;version=\"1.0.0\"", .openMetrics),
    ("application/openmetrics-text;version=0.0.1", .text),
    ("application/openmetrics-text;q=0, text/plain;q=0.1", .text),
    ("application/openmetrics-text;q=0.3,text/plain;q=0.4", .text),
    ("application/openmetrics-text , text/plain", .openMetrics),
    ("text/plain,application/openmetrics-text", .text),
    ("text/*;q=0.9,application/openmetrics-text;q=0.8", .text),
    ("application/json", .text),
    (",;q=,,application/openmetrics-text;q=x;;=", .text),
    // Prometheus 2.42.
    (
      """
      application/openmetrics-text;version=1.0.0,\
      application/openmetrics-text;version=0.0.1;q=0.75,\
      text/plain;version=0.0.4;q=0.5,*/*;q=0.1
      """, .openMetrics
    ),
    // Prometheus 2.42 with native histograms.
    (
      """
      application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;\
      encoding=delimited,application/openmetrics-text;version=1.0.0;q=0.8,\
      application/openmetrics-text;version=0.0.1;q=0.75,\
      text/plain;version=0.0.4;q=0.5,*/*;q=0.1
      """, .openMetrics
    ),
    // Prometheus 3.
    (
      """
      application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,\
      application/openmetrics-text;version=0.0.1;q=0.5,\
      text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,\
      text/plain;version=0.0.4;q=0.3,*/*;q=0.2
      """, .openMetrics
    ),
    ("text/plain;version=1.0.0;escaping=allow-utf-8;q=0.6,*/*;q=0.5", .text),
  ]

  @Test(arguments: examples)
  func choosesWhatIsLikedBest(_ accept: String, _ format: ExpositionFormat) {
    #expect(ExpositionFormat.negotiate(accept: accept) == format)
  }

  @Test func contentTypesNameTheirVersion() {
    #expect(ExpositionFormat.text.contentType == "text/plain; version=0.0.4; charset=utf-8")
    #expect(
      ExpositionFormat.openMetrics.contentType
        == "application/openmetrics-text; version=1.0.0; charset=utf-8")
  }
}
