/// An object whose scale subresource is changed.
public struct ScaleTarget: Hashable, Sendable {
  /// `apps/v1`, or any other group and version whose resource has a scale subresource.
  public var apiVersion: String
  /// The resource in the plural: `deployments`.
  public var resource: String
  /// Its namespace.
  public var namespace: String
  /// Its name.
  public var name: String

  /// A target as given.
  public init(
    apiVersion: String = "apps/v1", resource: String = "deployments", namespace: String,
    name: String
  ) {
    self.apiVersion = apiVersion
    self.resource = resource
    self.namespace = namespace
    self.name = name
  }

  /// The path of its scale.
  var path: String {
    "/apis/\(apiVersion)/namespaces/\(namespace)/\(resource)/\(name)/scale"
  }
}
