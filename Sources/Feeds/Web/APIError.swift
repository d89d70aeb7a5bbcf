import HTTPServer
import JSON

/// An error of the JSON API, in the form that Prometheus' API has.
struct APIError: Error, Hashable {
  var status: Int
  var type: String
  var message: String

  static func badData(_ message: String) -> APIError {
    APIError(status: 400, type: "bad_data", message: message)
  }

  static func notFound(_ message: String) -> APIError {
    APIError(status: 404, type: "not_found", message: message)
  }

  static func unavailable(_ message: String) -> APIError {
    APIError(status: 503, type: "unavailable", message: message)
  }

  /// `{"status":"error","errorType":...,"error":...}` with the status code.
  var response: HTTPResponse {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("status", "error")
    writer.member("errorType", type)
    writer.member("error", message)
    writer.endObject()
    return .json(writer.bytes, status: status)
  }
}
