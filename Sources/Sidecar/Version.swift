/// What this program is.
public enum Version {
  /// The version, after Semantic Versioning.
  public static let current = "0.1.0"

  /// The commit it was built from; empty where the build did not say.
  public static let revision = ""
}
