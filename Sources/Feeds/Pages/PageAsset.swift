import HTTPServer

/// The files that the pages load.
enum PageAsset: String, CaseIterable {
  case style = "outrider.css"
  case script = "outrider.js"
  case icon = "outrider.svg"

  /// The file as an answer. Pages ask for it with the program's version, so that it may be kept.
  var response: HTTPResponse {
    switch self {
    case .style: Self.styleResponse
    case .script: Self.scriptResponse
    case .icon: Self.iconResponse
    }
  }

  private static let styleResponse = make("text/css; charset=utf-8", PageStyle.text)
  private static let scriptResponse = make("text/javascript; charset=utf-8", PageScript.text)
  private static let iconResponse = make(
    "image/svg+xml",
    """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#1d5b79"/>\
    <path d="M5 23 12 15l6 5" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/>\
    <path d="M18 20 27 8" fill="none" stroke="#ffb454" stroke-width="3" stroke-linecap="round" stroke-dasharray="1 4.5"/></svg>

    """)

  private static func make(_ type: String, _ text: String) -> HTTPResponse {
    HTTPResponse(
      headers: [
        .contentType(type), HTTPHeader("X-Content-Type-Options", "nosniff"),
        HTTPHeader("Cache-Control", "public, max-age=86400"),
      ], body: HTTPBody(text))
  }
}
