import Numerals
import Scaling

/// The page at `/`: each workload in a row, without scripts and without anything from elsewhere.
struct StatusPage {
  private let snapshot: Snapshot

  init(_ snapshot: Snapshot) {
    self.snapshot = snapshot
  }

  /// The page as HTML.
  var html: String {
    let rows = snapshot.workloads.map(row).joined()
    let sources = snapshot.sources.map(row).joined()
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>Outrider</title>
      <style>
      :root { color-scheme: light dark; }
      body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
      table { border-collapse: collapse; width: 100%; margin-bottom: 2rem; }
      th, td { text-align: left; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid #8884; }
      td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
      .down { color: #c33; }
      </style>
      </head>
      <body>
      <h1>Outrider</h1>
      <p><a href="/metrics">Metrics</a> · <a href="/api/v1/workloads">JSON</a></p>
      <h2>Workloads</h2>
      <table>
      <thead><tr><th>Workload</th><th>Mode</th><th class="number">Recommended</th>
      <th class="number">Current</th><th>Reason</th><th class="number">Confidence</th>
      <th class="number">$ per hour</th></tr></thead>
      <tbody>\(rows)</tbody>
      </table>
      <h2>Sources</h2>
      <table>
      <thead><tr><th>Source</th><th>Kind</th><th>State</th></tr></thead>
      <tbody>\(sources)</tbody>
      </table>
      </body>
      </html>

      """
  }

  private func row(_ workload: WorkloadStatus) -> String {
    let recommendation = workload.recommendation
    let path = Self.encoded(workload.name)
    let why = Self.escaped(recommendation?.explanation.joined(separator: " ") ?? "")
    return """
      <tr><td><a href="/api/v1/workloads/\(path)">\(Self.escaped(workload.name))</a></td>\
      <td>\(workload.isLive ? "live" : "shadow")</td>\
      <td class="number">\(Self.text(recommendation?.replicas))</td>\
      <td class="number">\(Self.text(workload.replicas.current))</td>\
      <td title="\(why)">\(recommendation?.reason.rawValue ?? "unknown")</td>\
      <td class="number">\(Self.text(recommendation?.confidence, digits: 2))</td>\
      <td class="number">\(Self.text(workload.mix?.dollarsPerHour, digits: 3))</td></tr>

      """
  }

  private func row(_ source: SourceStatus) -> String {
    let state =
      switch source.isUp {
      case true?: "up"
      case false?: "<span class=\"down\">down: \(Self.escaped(source.problem ?? "no answer"))</span>"
      case nil: "not asked yet"
      }
    return """
      <tr><td>\(Self.escaped(source.name))</td><td>\(source.kind)</td><td>\(state)</td></tr>

      """
  }

  private static func text(_ value: Int?) -> String { value.map(String.init) ?? "unknown" }

  private static func text(_ value: Double?, digits: Int) -> String {
    guard let value else { return "–" }
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    return DecimalText.string((value * scale).rounded() / scale)
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.append(character)
      }
    }
    return result
  }

  /// A path segment, percent-encoded.
  private static func encoded(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"):
        result.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = Array("0123456789ABCDEF")
        result += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
      }
    }
    return result
  }
}
