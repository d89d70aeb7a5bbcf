public import HTTPServer
import JSON
import Scaling
import TimeSeries

/// The Kubernetes external metrics API, `external.metrics.k8s.io/v1beta1`, answered from the last snapshot: what an HPA reads without KEDA or an adapter.
///
/// The metric `outrider_recommended_replicas` has a value for each live workload, with the label `workload`. What is not known is an error, never 0 and never an empty
/// list: then the HPA holds its replicas.
public struct ExternalMetricsFeed: Sendable {
  /// The metric's name.
  public static let metric = "outrider_recommended_replicas"
  private static let version = "external.metrics.k8s.io/v1beta1"

  private let allowedNames: Set<String>
  private let snapshot: @Sendable () -> Snapshot

  /// A feed of the snapshot that is published now.
  ///
  /// - Parameter allowedNames: the common names of certificates that are answered, as those of `--requestheader-allowed-names`; empty: any.
  public init(allowedNames: [String] = [], _ snapshot: @escaping @Sendable () -> Snapshot) {
    self.allowedNames = Set(allowedNames)
    self.snapshot = snapshot
  }

  /// The answer to one request.
  public func respond(to request: HTTPRequest) -> HTTPResponse {
    guard allowedNames.isEmpty || request.clientCommonName.map(allowedNames.contains) == true else {
      let name = request.clientCommonName.map { "the certificate's common name is \($0)" }
      return Self.failure(
        401, "Unauthorized",
        "\(name ?? "there is no certificate with a common name"); expected one of external_metrics.allowed_names",
        "other")
    }
    guard request.method == "GET" || request.method == "HEAD" else {
      return Self.failure(
        405, "MethodNotAllowed", "the path has no \(request.method); expected GET", "other")
    }
    let segments = request.pathSegments
    switch (segments.first, segments.count) {
    case ("healthz", 1), ("livez", 1): return .text("ok").named("/healthz")
    case ("readyz", 1):
      return snapshot().isReady
        ? .text("ok").named("/readyz")
        : .text("no cycle has ended yet", status: 503).named("/readyz")
    case ("apis", 1): return Self.json(Self.groupList).named("/apis")
    case ("apis", 2) where segments[1] == "external.metrics.k8s.io":
      return Self.json(Self.group(isAlone: true)).named("/apis/:group")
    case ("apis", 3) where Self.isOurs(segments):
      return Self.json(Self.resourceList).named("/apis/:group/:version")
    case ("apis", 6) where Self.isOurs(segments) && segments[3] == "namespaces":
      return metrics(segments[5], request).named("/apis/:group/:version/:metric")
    default:
      return Self.failure(404, "NotFound", "there is no such path", "other")
    }
  }

  private static func isOurs(_ segments: [String]) -> Bool {
    segments[1] == "external.metrics.k8s.io" && segments[2] == "v1beta1"
  }

  private func metrics(_ name: String, _ request: HTTPRequest) -> HTTPResponse {
    let label = "/apis/:group/:version/:metric"
    guard name == Self.metric else {
      return Self.failure(
        404, "NotFound", "there is no metric \(name); expected \(Self.metric)", label)
    }
    let selector: LabelSelector
    do throws(LabelSelector.Mistake) {
      let text = request.query.last { $0.name == "labelSelector" }?.value ?? ""
      selector = try LabelSelector(text)
    } catch {
      return Self.failure(400, "BadRequest", "labelSelector: \(error.message)", label)
    }
    let snapshot = snapshot()
    let selected = snapshot.workloads.filter { selector.matches(["workload": $0.name]) }
    guard !selected.isEmpty else {
      return Self.failure(
        404, "NotFound", "no workload is selected; \(snapshot.workloadsInWords)", label)
    }
    var values: [(name: String, replicas: Int, time: Timestamp)] = []
    for workload in selected {
      guard workload.isLive else {
        return Self.failure(
          503, "ServiceUnavailable", "workload \(workload.name) is in shadow mode", label)
      }
      guard let recommendation = workload.recommendation, let replicas = recommendation.replicas
      else {
        return Self.failure(
          503, "ServiceUnavailable", "nothing is recommended for workload \(workload.name) yet",
          label)
      }
      values.append((workload.name, replicas, recommendation.at))
    }
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("kind", "ExternalMetricValueList")
    writer.member("apiVersion", Self.version)
    writer.key("metadata")
    writer.beginObject()
    writer.endObject()
    writer.key("items")
    writer.beginArray()
    for value in values {
      writer.beginObject()
      writer.member("metricName", Self.metric)
      writer.key("metricLabels")
      writer.beginObject()
      writer.member("workload", value.name)
      writer.endObject()
      // Whole seconds: the API's times have no more.
      let seconds = value.time.milliseconds / 1000
      writer.member("timestamp", Timestamp(milliseconds: seconds * 1000).rfc3339)
      writer.member("value", "\(value.replicas)")
      writer.endObject()
    }
    writer.endArray()
    writer.endObject()
    return Self.json(writer.bytes)
  }

  // MARK: Discovery

  private static let resourceList: [UInt8] = {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("kind", "APIResourceList")
    writer.member("apiVersion", "v1")
    writer.member("groupVersion", version)
    writer.key("resources")
    writer.beginArray()
    writer.beginObject()
    writer.member("name", metric)
    writer.member("singularName", "")
    writer.member("namespaced", true)
    writer.member("kind", "ExternalMetricValueList")
    writer.member("verbs", ["get"])
    writer.endObject()
    writer.endArray()
    writer.endObject()
    return writer.bytes
  }()

  private static func write(groupTo writer: inout JSONWriter, isAlone: Bool) {
    writer.beginObject()
    if isAlone {
      writer.member("kind", "APIGroup")
      writer.member("apiVersion", "v1")
    }
    writer.member("name", "external.metrics.k8s.io")
    writer.key("versions")
    writer.beginArray()
    writeVersion(to: &writer)
    writer.endArray()
    writer.key("preferredVersion")
    writeVersion(to: &writer)
    writer.endObject()
  }

  private static func writeVersion(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("groupVersion", version)
    writer.member("version", "v1beta1")
    writer.endObject()
  }

  private static func group(isAlone: Bool) -> [UInt8] {
    var writer = JSONWriter()
    write(groupTo: &writer, isAlone: isAlone)
    return writer.bytes
  }

  private static let groupList: [UInt8] = {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("kind", "APIGroupList")
    writer.member("apiVersion", "v1")
    writer.key("groups")
    writer.beginArray()
    write(groupTo: &writer, isAlone: false)
    writer.endArray()
    writer.endObject()
    return writer.bytes
  }()

  private static func json(_ bytes: [UInt8], status: Int = 200) -> HTTPResponse {
    HTTPResponse(
      status: status, headers: [.contentType("application/json")], body: HTTPBody(bytes))
  }

  /// A `Status` of the Kubernetes API.
  private static func failure(
    _ code: Int, _ reason: String, _ message: String, _ handler: String
  ) -> HTTPResponse {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("kind", "Status")
    writer.member("apiVersion", "v1")
    writer.key("metadata")
    writer.beginObject()
    writer.endObject()
    writer.member("status", "Failure")
    writer.member("message", message)
    writer.member("reason", reason)
    writer.member("code", code)
    writer.endObject()
    return json(writer.bytes, status: code).named(handler)
  }
}
