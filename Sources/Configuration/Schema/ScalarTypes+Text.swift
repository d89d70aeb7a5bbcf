extension ScalarType where Value == String {
  /// Text that says something.
  static func text(_ expected: String, name: String = "text") -> ScalarType {
    ScalarType(
      name: name, expected: expected,
      read: { (text, _) throws(Mismatch) in
        guard text.contains(where: { !$0.isWhitespace }) else { throw Mismatch("") }
        return text
      }, write: { $0 })
  }

  /// A name that people and metrics' labels can show.
  static func name(of what: String) -> ScalarType {
    ScalarType(
      name: "name",
      expected: "the name of \(what): 1 to 250 bytes of text without control characters",
      read: { (text, _) throws(Mismatch) in
        guard text.utf8.count <= 250, text.contains(where: { !$0.isWhitespace }),
          text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
        else { throw Mismatch("") }
        return text
      }, write: { $0 })
  }

  /// `host:port` to listen on or to speak to.
  static func address(anyPort: Bool) -> ScalarType {
    ScalarType(
      name: "address", expected: "`host:port`, such as `127.0.0.1:9847` or `[::1]:9847`",
      read: { (text, _) throws(Mismatch) in
        guard let authority = Authority(text), let port = authority.port,
          anyPort || port > 0, anyPort || !authority.host.isEmpty
        else { throw Mismatch("") }
        return text
      }, write: { $0 })
  }

  /// A URL with one of `schemes`. A URL may hold a password, so messages do not repeat it.
  static func url(_ schemes: [String], example: String) -> ScalarType {
    ScalarType(
      name: "URL", expected: "a URL such as `\(example)`", isSecret: true,
      read: { (text, _) throws(Mismatch) in
        try URLText.check(text, schemes: schemes)
        return text
      }, write: { $0 })
  }

  /// The path of a file that is there; relative ones start from the configuration's folder.
  static func existingFile(_ what: String) -> ScalarType {
    ScalarType(
      name: "path", expected: "the path of \(what)",
      read: { (text, loading) throws(Mismatch) in
        guard !text.isEmpty else { throw Mismatch("") }
        guard !text.utf8.contains(0) else { throw Mismatch("") }
        let path = loading.resolve(text)
        loading.watch(path)
        if let reason = FileReading.whyUnreadable(path) {
          // The path as written stands before this; only its folder may need to be told.
          let folder = path == text ? "" : ", looked for from `\(loading.folder)` on"
          throw Mismatch("it cannot be read (\(reason)\(folder))")
        }
        return path
      }, write: { $0 })
  }

  /// The path of a file or folder that need not be there; relative ones start from the configuration's folder.
  static func path(_ what: String) -> ScalarType {
    ScalarType(
      name: "path", expected: "the path of \(what)",
      read: { (text, loading) throws(Mismatch) in
        guard !text.isEmpty, !text.utf8.contains(0) else { throw Mismatch("") }
        return loading.resolve(text)
      }, write: { $0 })
  }
}

extension ScalarType where Value == Secret {
  /// A secret in the configuration itself.
  static func secret(_ what: String) -> ScalarType {
    ScalarType(
      name: "secret", expected: "\(what), or `${VARIABLE}` or `${file:PATH}` that holds it",
      isSecret: true,
      read: { (text, _) throws(Mismatch) in
        guard !text.isEmpty else { throw Mismatch("") }
        return .text(text)
      }, write: { _ in "" })
  }

  /// A file that holds a secret.
  static func secretFile(_ what: String) -> ScalarType {
    ScalarType<String>.existingFile("a file that holds \(what)").map { .file(path: $0) }
  }
}

extension ScalarType where Value == Bool {
  /// A truth value.
  static var flag: ScalarType {
    ScalarType(
      name: "true or false", expected: "`true` or `false`",
      read: { (text, _) throws(Mismatch) in
        switch text {
        case "true", "True", "TRUE": true
        case "false", "False", "FALSE": false
        default: throw Mismatch("")
        }
      }, write: { "\($0)" })
  }
}

extension ScalarType
where Value: CaseIterable & RawRepresentable, Value.RawValue == String, Value: SendableMetatype {
  /// One of a closed set of words.
  static var choice: ScalarType {
    let words = Value.allCases.map(\.rawValue)
    return ScalarType(
      name: words.map { "`\($0)`" }.joined(separator: ", "),
      expected: NearestName.oneOf(words),
      read: { (text, _) throws(Mismatch) in
        guard let value = Value(rawValue: text) else { throw Mismatch("") }
        return value
      }, write: { $0.rawValue })
  }
}
