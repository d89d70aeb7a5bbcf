import Exposition
import HTTPServer
import Synchronization

/// A snapshot and its rendered forms. Each form is rendered when it is first asked for, once, and then shared by all answers.
final class Publication: Sendable {
  let snapshot: Snapshot
  private let requests: RequestMetrics
  private let forms = Mutex<[Form: HTTPResponse]>([:])

  private enum Form: Hashable {
    case metrics(ExpositionFormat, gzip: Bool)
    case page
  }

  init(_ snapshot: Snapshot, requests: RequestMetrics) {
    self.snapshot = snapshot
    self.requests = requests
  }

  /// /metrics in the form that the client prefers.
  func metrics(accept: String, gzip: Bool) -> HTTPResponse {
    let format = ExpositionFormat.negotiate(accept: accept)
    return form(.metrics(format, gzip: gzip)) {
      let body: HTTPBody
      do throws(ExpositionError) {
        body = HTTPBody(try MetricsPage(snapshot, requests: requests).render(format))
      } catch {
        return .text("cannot render the page: \(error)\n", status: 500)
      }
      var headers = [
        HTTPHeader.contentType(format.contentType), HTTPHeader("Vary", "Accept, Accept-Encoding"),
      ]
      guard gzip, let compressed = Gzip.compress(body) else {
        return HTTPResponse(headers: headers, body: body)
      }
      headers.append(HTTPHeader("Content-Encoding", "gzip"))
      return HTTPResponse(headers: headers, body: compressed)
    }
  }

  /// The status page.
  var page: HTTPResponse {
    form(.page) { .html(StatusPage(snapshot).html) }
  }

  private func form(_ form: Form, render: () -> HTTPResponse) -> HTTPResponse {
    forms.withLock { forms in
      if let rendered = forms[form] { return rendered }
      let rendered = render()
      forms[form] = rendered
      return rendered
    }
  }
}
