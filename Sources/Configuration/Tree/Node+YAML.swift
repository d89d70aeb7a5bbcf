internal import YAML

extension Node {
  /// The same tree with places in `file`, and variables and files expanded in every value.
  init(_ node: YAMLNode, file: String, loading: LoadingContext) {
    let place = Place.file(path: file, line: node.position.line, column: node.position.column)
    self.place = place
    if let tag = node.tag, !tag.hasPrefix("tag:yaml.org,2002:"), tag != "!" {
      loading.report(place, "tag `\(tag)` is unknown; expected a value without a tag")
    }
    switch node.content {
    case .scalar(let scalar):
      content = .scalar(
        Scalar(expanding: scalar.text, isPlain: scalar.style == .plain, at: place, in: loading))
    case .sequence(let items):
      content = .list(items.map { Node($0, file: file, loading: loading) })
    case .mapping(let entries):
      content = .mapping(
        entries.map { entry in
          Entry(
            name: entry.name,
            place: .file(path: file, line: entry.position.line, column: entry.position.column),
            value: Node(entry.value, file: file, loading: loading))
        })
    }
  }
}

extension Node.Scalar {
  /// What `written` says, expanded; what cannot be expanded is reported at `place`.
  init(expanding written: String, isPlain: Bool, at place: Place, in loading: LoadingContext) {
    var text = written
    do throws(Mismatch) {
      text = try Expansion.expand(written, in: loading)
    } catch {
      loading.report(place, error.message)
      isBroken = true
    }
    self.text = text
    self.written = written
    self.isPlain = isPlain
  }
}
