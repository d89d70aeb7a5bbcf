/// Variables that begin with `OUTRIDER_` and are no overrides.
enum ReservedVariable {
  /// Whether `name` is the tests' or was put there by Kubernetes for a Service whose name begins with
  /// `outrider`.
  static func contains(_ name: String, value: String) -> Bool {
    if names.contains(name) || prefixes.contains(where: name.hasPrefix) { return true }
    return isServiceLink(name, value)
  }

  /// Variables of the program and its tests themselves.
  static let names = ["OUTRIDER_RECORD_GOLDEN"]

  /// What the names of further reserved variables begin with.
  static let prefixes = ["OUTRIDER_TEST_"]

  /// Kubernetes and Docker give each container `NAME_SERVICE_HOST`, `NAME_SERVICE_PORT[_PORTNAME]`, `NAME_PORT` and
  /// `NAME_PORT_9847_TCP[_PROTO|_PORT|_ADDR]` of every Service; of a Service `outrider` they look like
  /// overrides.
  private static func isServiceLink(_ name: String, _ value: String) -> Bool {
    guard name[...].scalarRange(of: "__") == nil else { return false }
    if name.hasSuffix("_SERVICE_HOST") { return true }
    if name[...].scalarRange(of: "_SERVICE_PORT") != nil { return true }
    // Its value is a URL, so a misspelt override is not passed over.
    if name.hasSuffix("_PORT") { return value[...].scalarRange(of: "://") != nil }
    guard let mark = name[...].scalarRange(of: "_PORT_") else { return false }
    let parts = name[mark.upperBound...].split(separator: "_", omittingEmptySubsequences: false)
    return (2...3).contains(parts.count) && Int(parts[0]) != nil
      && ["TCP", "UDP", "SCTP"].contains(parts[1])
      && (parts.count == 2 || ["PROTO", "PORT", "ADDR"].contains(parts[2]))
  }
}
