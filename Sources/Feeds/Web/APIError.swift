import HTTPServer
import JSON

/// An error of the JSON API, in the form that Prometheus' API has.
struct APIError: Error, Hashable {
  var status: Int
  var type: String
  var message: String
  /// The methods that the path has, for the header `Allow`; empty where they do not matter.
  var allowed: [String] = []
  /// Seconds after which to ask again, for the header `Retry-After`; nil: not told.
  var retryAfter: Int?

  static func badData(_ message: String) -> APIError {
    APIError(status: 400, type: "bad_data", message: message)
  }

  static func notFound(_ message: String) -> APIError {
    APIError(status: 404, type: "not_found", message: message)
  }

  static func unavailable(_ message: String) -> APIError {
    APIError(status: 503, type: "unavailable", message: message)
  }

  static func methodNotAllowed(_ method: String, allowed: [String]) -> APIError {
    APIError(
      status: 405, type: "method_not_allowed",
      message: "the path has no \(method); expected \(allowed.joined(separator: " or "))",
      allowed: allowed)
  }

  /// `{"status":"error","errorType":...,"error":...}` with the status code.
  var response: HTTPResponse {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("status", "error")
    writer.member("errorType", type)
    writer.member("error", message)
    writer.endObject()
    var headers = [HTTPHeader.contentType("application/json")]
    if !allowed.isEmpty { headers.append(HTTPHeader("Allow", allowed.joined(separator: ", "))) }
    if let retryAfter { headers.append(HTTPHeader("Retry-After", String(retryAfter))) }
    return HTTPResponse(status: status, headers: headers, body: HTTPBody(writer.bytes))
  }
}
