import Exposition
import HTTPServer
import JSON
import Synchronization

/// A snapshot and its rendered forms. Each form is rendered when it is first asked for, once, and then shared by all answers.
final class Publication: Sendable {
  let snapshot: Snapshot
  private let canvas: MetricsCanvas
  private let forms = Mutex<[Form: HTTPResponse]>([:])
  /// Apart from the others: a scrape does not wait while a page is drawn.
  private let pages = Mutex<[Form: HTTPResponse]>([:])

  private enum Form: Hashable {
    case metrics(ExpositionFormat, gzip: Bool)
    case workloads
    case page(gzip: Bool)
  }

  init(_ snapshot: Snapshot, on canvas: MetricsCanvas) {
    self.snapshot = snapshot
    self.canvas = canvas
  }

  /// /metrics in the form that the client prefers.
  func metrics(accept: String, gzip: Bool) -> HTTPResponse {
    let format = ExpositionFormat.negotiate(accept: accept)
    return forms.withLock { forms in
      let plain = Self.form(.metrics(format, gzip: false), in: &forms) { renderMetrics(format) }
      guard gzip, plain.status == 200 else { return plain }
      // Compressed from the plain form, so that both tell the same numbers.
      return Self.form(.metrics(format, gzip: true), in: &forms) { plain.gzipped }
    }
  }

  /// Every workload's recommendation, as one JSON list.
  var workloads: HTTPResponse {
    form(.workloads) {
      var writer = JSONWriter()
      writer.beginArray()
      for workload in snapshot.workloads {
        WorkloadJSON(workload: workload).write(to: &writer, isFeed: false)
      }
      writer.endArray()
      return .json(writer.bytes)
    }
  }

  /// The overview of the status page.
  func page(gzip: Bool) -> HTTPResponse {
    pages.withLock { forms in
      let plain = Self.form(.page(gzip: false), in: &forms) {
        OverviewPage(snapshot).frame.response
      }
      return gzip ? Self.form(.page(gzip: true), in: &forms) { plain.gzipped } : plain
    }
  }

  private func renderMetrics(_ format: ExpositionFormat) -> HTTPResponse {
    do throws(ExpositionError) {
      return HTTPResponse(
        headers: [
          .contentType(format.contentType), HTTPHeader("Vary", "Accept, Accept-Encoding"),
        ],
        body: HTTPBody(try canvas.render(snapshot, format)))
    } catch {
      return .text("cannot render the page: \(error)\n", status: 500)
    }
  }

  private func form(_ form: Form, render: () -> HTTPResponse) -> HTTPResponse {
    forms.withLock { Self.form(form, in: &$0, render: render) }
  }

  private static func form(
    _ form: Form, in forms: inout [Form: HTTPResponse], render: () -> HTTPResponse
  ) -> HTTPResponse {
    if let rendered = forms[form] { return rendered }
    let rendered = render()
    forms[form] = rendered
    return rendered
  }
}

extension HTTPResponse {
  /// The same answer with its body compressed; as it is where that cannot be done.
  var gzipped: HTTPResponse {
    guard let compressed = Gzip.compress(body) else { return self }
    return HTTPResponse(
      status: status, headers: headers + [HTTPHeader("Content-Encoding", "gzip")], body: compressed)
  }
}
