/// The reference page of the configuration, written from the tables that read it.
public enum ConfigurationReference {
  /// A snippet of the page.
  public struct Example: Hashable, Sendable {
    /// The section that shows it.
    public let section: String
    /// YAML, from the top level on. What it leaves out of `sources` and `workloads` its reader adds.
    public let yaml: String
  }

  /// A key of the page.
  public struct DocumentedKey: Hashable, Sendable {
    /// The section that it stands in.
    public let section: String
    /// The key itself.
    public let name: String
    /// The kind of value, with its unit.
    public let type: String
    /// What holds where it is left out; nil: it is required.
    public let defaultText: String?
  }

  /// The page, in Markdown: what `docs/configuration.md` holds.
  public static var markdown: String { ReferencePage.markdown }

  /// The snippets of configuration files, in the page's order.
  public static var examples: [Example] { examples(in: ReferencePage.main) }

  /// The snippets of web configuration files.
  public static var webExamples: [Example] { examples(in: ReferencePage.web) }

  /// The snippets of catalogue files.
  public static var catalogueExamples: [Example] { examples(in: ReferencePage.catalogue) }

  /// Every key, in the page's order.
  public static var keys: [DocumentedKey] {
    (ReferencePage.main + ReferencePage.catalogue + ReferencePage.web).flatMap { block in
      block.keys.map { key in
        DocumentedKey(
          section: block.title, name: key.name, type: key.type, defaultText: key.defaultText)
      }
    }
  }

  private static func examples(in blocks: [BlockOutline]) -> [Example] {
    blocks.filter { !$0.example.isEmpty }.map { Example(section: $0.title, yaml: $0.example) }
  }
}
