import HTTPServer

/// What every page has around its content.
struct PageFrame {
  var title: String
  /// The link back to the overview stands above the title of the other pages.
  var isOverview = false
  var build: BuildInformation
  var content: HTML

  /// Pages load nothing but Outrider's own style, script and icon, and run nothing that stands in them: should a name ever slip through unescaped,
  /// it stays text.
  static let policy = HTTPHeader(
    "Content-Security-Policy",
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
      + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'")

  /// The page.
  var html: String {
    let version = build.version + (build.revision.isEmpty ? "" : "-" + build.revision)
    let back: HTML = isOverview ? "" : "<a href=\"/\">All workloads</a> · "
    let page: HTML = """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>\(title)</title>
      <link rel="icon" href="/assets/outrider.svg" type="image/svg+xml">
      <link rel="stylesheet" href="/assets/outrider.css?\(path: version)">
      <script src="/assets/outrider.js?\(path: version)" defer></script>
      </head>
      <body>
      <a class="skip" href="#content">Skip to the content</a>
      <p id="stale" class="problems" role="status" hidden></p>
      <main id="content">
      \(content)</main>
      <footer><p>\(back)<a href="/metrics">Metrics</a> · <a href="/api/v1/workloads">JSON</a> · Outrider \(version)</p></footer>
      </body>
      </html>

      """
    return page.text
  }

  /// The page as an answer.
  var response: HTTPResponse {
    HTTPResponse(
      headers: [
        .contentType("text/html; charset=utf-8"), Self.policy,
        HTTPHeader("X-Content-Type-Options", "nosniff"),
        HTTPHeader("Referrer-Policy", "no-referrer"),
        HTTPHeader("Cache-Control", "no-cache"), HTTPHeader("Vary", "Accept-Encoding"),
      ], body: HTTPBody(html))
  }
}

/// A small label that says how something stands: by its words first, by its colour for those who see it.
enum Badge {
  enum Tone: String {
    case good
    case quiet
    case warning
    case bad
  }

  static func html(_ text: String, _ tone: Tone) -> HTML {
    "<span class=\"badge \(tone.rawValue)\">\(text)</span>"
  }
}
