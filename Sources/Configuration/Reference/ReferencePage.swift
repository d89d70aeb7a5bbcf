/// Lays the reference page out.
enum ReferencePage {
  /// The blocks of a configuration file, each once, in the order of the page.
  static var main: [BlockOutline] { sections(of: SettingsTable.root.outline) }

  /// The blocks of a web configuration file.
  static var web: [BlockOutline] { sections(of: WebTable.root.outline) }

  /// The blocks of a catalogue file.
  static var catalogue: [BlockOutline] { sections(of: CatalogueTable.root.outline) }

  static var markdown: String {
    var page = introduction
    for block in main { page += section(block, among: main) }
    page += catalogueIntroduction
    for block in catalogue { page += section(block, among: catalogue) }
    page += webIntroduction
    for block in web { page += section(block, among: web) }
    return page
  }

  private static func sections(of root: BlockOutline) -> [BlockOutline] {
    var found: [BlockOutline] = []
    func add(_ block: BlockOutline) {
      guard !found.contains(where: { $0.title == block.title }) else { return }
      found.append(block)
      for key in block.keys {
        switch key.shape {
        case .block(let inner), .list(let inner, _): add(inner)
        case .scalar, .scalars, .map: break
        }
      }
    }
    add(root)
    return found
  }

  private static func section(_ block: BlockOutline, among blocks: [BlockOutline]) -> String {
    var text = "\n### \(block.title)\n\n\(block.introduction)\n\n"
    text += "| key | value | default | meaning |\n|---|---|---|---|\n"
    for key in block.keys {
      let type = title(of: key).map { "[\(key.type)](#\(anchor($0)))" } ?? key.type
      text +=
        "| `\(key.name)` | \(cell(type)) | \(cell(key.defaultText ?? "**required**")) | \(cell(key.meaning)) |\n"
    }
    if !block.example.isEmpty { text += "\n```yaml\n\(block.example)\n```\n" }
    return text
  }

  private static func title(of key: KeyOutline) -> String? {
    switch key.shape {
    case .block(let block), .list(let block, _): block.title
    case .scalar, .scalars, .map: nil
    }
  }

  private static func cell(_ text: String) -> String {
    String(text.flatMap { $0 == "|" ? Array("\\|") : [$0] })
  }

  /// The anchor that GitHub gives a heading.
  private static func anchor(_ title: String) -> String {
    String(
      title.lowercased().compactMap { character in
        if character == " " { return "-" }
        return character.isLetter || character.isNumber || character == "_" || character == "-"
          ? character : nil
      })
  }

  private static let introduction = """
    # Configuration

    Outrider reads one YAML file: `outrider run --config outrider.yaml`. `outrider check outrider.yaml` finds every \
    problem in it, each with its place and what was expected there, and touches no network:

    ```
    outrider.yaml:12:7: error: unknown key `per_replicas` in a signal; expected `per_replica`
    ```

    Only `sources`, a workload's `name` and one signal with its target are required:

    ```yaml
    sources:
      - prometheus: { url: http://127.0.0.1:9090 }
    workloads:
      - name: checkout
        signals:
          - { query: 'sum(rate(http_requests_total{app="checkout"}[2m]))', per_replica: 25 }
    ```

    The file is watched, and so is every file that it names, swapped symbolic links of a Kubernetes ConfigMap included; \
    SIGHUP and `POST /-/reload` read it anew. A file with an error changes nothing: the settings before it stay in \
    force, and the log and /metrics say so.

    ## How values are written

    | value | written | unit |
    |---|---|---|
    | duration | as in Prometheus: `15s`, `5m`, `1h30m`, `14d`; units `y` (365 days), `w`, `d`, `h`, `m`, `s`, `ms`, largest first | always named; `0` needs none |
    | whole seconds | `300` | seconds, where the key's name says so |
    | ratio or percent | `0.001` or `0.1%` | a share of one |
    | size | `4GiB`, `512Mi`, `1.5GB`, or a plain number | bytes |
    | cores | `2`, `0.5` or `500m` | cores; `m` is a thousandth |
    | number, whole number | `25`, `0.5`, `1e3`; whole numbers in decimal digits, without a leading zero | as the key says |
    | true or false | `true`, `false`; not `yes`, `no`, `on`, `off` | |
    | path | `/etc/outrider/ca.pem`, or relative to the configuration file's folder (with no file, to the working directory) | |
    | name | 1 to 250 bytes of UTF-8 without control characters | |

    Quotes around a value change nothing. A key without a value (`fallback:`, `fallback: null`) is the same as no key \
    where the key is not required. Anchors, aliases and merge keys (`<<`) work. A key that is given twice is an error.

    ## Variables, files and secrets

    In every value of the file:

    - `${NAME}` stands for the environment variable, and is an error where it is not set;
    - `${NAME:-text}` stands for the text where the variable is not set or empty;
    - `${file:/run/secrets/password}` stands for what the file holds, without its last line break;
    - `$${` stands for `${` itself. A dollar without a brace after it stays as it is, so queries and regular \
    expressions need no escape.

    Within `{...}` and `[...]` a reference needs quotes around it, since its braces are YAML's there. What is put in is a \
    value, never more YAML. Keys that end in `_file` name a file that is read anew at each use (certificates of Outrider's own servers: at the start), \
    so a rotated password or token counts without a reload. Passwords, tokens, headers and URLs never stand in messages, \
    and other values stand there as they were written, not as they were expanded.

    ## Overrides from the environment

    Every value can be set from the environment, which goes before the file; a whole configuration can be given without \
    any file. The variable is `OUTRIDER_` and the path of keys, joined by two underscores. Keys are taken in any letter \
    case. An item of a list is named by its `name` (exactly, else in another letter case, else with `_` for everything \
    but ASCII letters and digits) or by its index from 0. What is not there yet is made, under the name as it was typed. \
    A list of plain values is given with commas.

    ```sh
    OUTRIDER_INTERVAL=30s
    OUTRIDER_SOURCES__main__PROMETHEUS__URL=http://prometheus:9090
    OUTRIDER_SOURCES__main__PROMETHEUS__HEADERS__X_SCOPE_ORGID=team-a
    OUTRIDER_WORKLOADS__checkout__REPLICAS__MAX=80
    OUTRIDER_WORKLOADS__checkout__SIGNALS__requests__QUERY='sum(rate(http_requests_total[2m]))'
    OUTRIDER_WORKLOADS__checkout__SIGNALS__requests__PER_REPLICA=25
    ```

    These six are a configuration that needs no file.

    Values are expanded as in the file; an empty one is the same as no key. A variable that names no key is an error that says which one is near. Not taken for \
    overrides are \(ReservedVariable.names.map { "`\($0)`" }.joined(separator: ", ")), names that begin with \
    \(ReservedVariable.prefixes.map { "`\($0)`" }.joined(separator: ", ")), and what Kubernetes sets for a \
    Service whose name begins with `outrider` (`OUTRIDER_SERVICE_HOST`, `OUTRIDER_PORT_9847_TCP` and the like).

    ## Keys

    """

  private static let catalogueIntroduction = """

    ## Catalogue files

    What `catalogue` of a mix names: instance types with their prices, in YAML as here, or in CSV with the columns of \
    [Instance mixes](instance-mix.md#catalogues).

    """

  private static let webIntroduction = """

    ## Web configuration

    A file of its own sets up TLS and passwords for the HTTP server, so that it can be shared with exporters. `${...}` \
    works in it as above.

    """
}
