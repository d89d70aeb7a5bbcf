import Foundation
import JSON
import Testing

/// A file of dashboards/, read as Grafana would.
struct DashboardFile: CustomTestStringConvertible {
  /// A panel that draws something, its heading's own number left out.
  struct Panel {
    var json: JSONValue
    var type: String { json["type"]?.stringValue ?? "" }
    var title: String { json["title"]?.stringValue ?? "" }
    var targets: [JSONValue] { json["targets"]?.arrayValue ?? [] }
    var expressions: [String] { targets.compactMap { $0["expr"]?.stringValue } }
  }

  var name: String
  var json: JSONValue

  var testDescription: String { name }
  var uid: String { json["uid"]?.stringValue ?? "" }
  var tags: [String] { json["tags"]?.arrayValue?.compactMap(\.stringValue) ?? [] }
  var variables: [JSONValue] { json["templating"]?["list"]?.arrayValue ?? [] }
  var variableNames: Set<String> { Set(variables.compactMap { $0["name"]?.stringValue }) }

  /// Headings and panels.
  var places: [JSONValue] { json["panels"]?.arrayValue ?? [] }

  /// Panels without headings.
  var panels: [Panel] { places.map(Panel.init).filter { $0.type != "row" } }

  /// The variable of that name.
  func variable(_ name: String) -> JSONValue? {
    variables.first { $0["name"]?.stringValue == name }
  }

  static var root: URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
  }

  static var folder: URL { root.appending(path: "dashboards") }

  /// The names of the files that are there.
  static var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }
  }

  /// Every file.
  static let all: [DashboardFile] = (try? names)?.compactMap { try? DashboardFile($0) } ?? []

  init(_ name: String) throws {
    self.name = name
    json = try JSONValue.parse(try Data(contentsOf: Self.folder.appending(path: name)))
  }
}
