import CYAML

/// libyaml's parser over text in memory: one event after another.
struct EventStream: ~Copyable {
  // On the heap, since libyaml keeps pointers into both.
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let text: UnsafeMutableBufferPointer<UInt8>
  private let isReady: Bool
  /// Where the text ends: libyaml puts the end of a text without a last line break on a line of its own.
  private let end: YAMLPosition

  init(_ bytes: [UInt8]) {
    let content = bytes.starts(with: TextCheck.byteOrderMark) ? bytes.dropFirst(3) : bytes[...]
    text = .allocate(capacity: max(1, content.count))
    _ = text.initialize(from: content)
    end = TextCheck.position(of: bytes.count, in: bytes)
    parser = .allocate(capacity: 1)
    isReady = yaml_parser_initialize(parser) == 1
    if isReady {
      yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
      yaml_parser_set_input_string(parser, text.baseAddress, content.count)
    }
  }

  deinit {
    if isReady { yaml_parser_delete(parser) }
    parser.deallocate()
    text.deallocate()
  }

  /// The next event.
  ///
  /// - Parameter source: The text, for messages.
  func next(in source: [UInt8]) throws(YAMLError) -> Event {
    guard isReady else { throw Self.outOfMemory }
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw failure(in: source) }
    defer { yaml_event_delete(&event) }
    return Event(event, within: end)
  }

  private func failure(in source: [UInt8]) -> YAMLError {
    let state = parser.pointee
    switch state.error {
    case YAML_MEMORY_ERROR:
      return Self.outOfMemory
    case YAML_READER_ERROR:
      return YAMLError(
        .encoding, at: TextCheck.position(of: min(state.problem_offset, source.count), in: source),
        "the bytes here are not text; expected UTF-8")
    default:
      return SyntaxComplaint(
        problem: state.problem.map { String(cString: $0) } ?? "",
        position: min(YAMLPosition(state.problem_mark), end),
        isAtEnd: YAMLPosition(state.problem_mark) >= end,
        context: state.context.map { String(cString: $0) } ?? "",
        contextPosition: min(YAMLPosition(state.context_mark), end)
      ).error(in: source)
    }
  }

  private static let outOfMemory = YAMLError(
    .memory, at: YAMLPosition(line: 1, column: 1), "memory ran out; expected a smaller text")
}

extension YAMLPosition {
  init(_ mark: yaml_mark_t) {
    self.init(line: Int(clamping: mark.line) &+ 1, column: Int(clamping: mark.column) &+ 1)
  }
}

/// What libyaml reports, in Swift's types.
struct Event {
  enum Kind {
    case streamStart
    case documentStart
    case documentEnd
    case streamEnd
    case alias(String)
    case scalar(YAMLScalar)
    case sequenceStart
    case mappingStart
    case collectionEnd
  }

  let kind: Kind
  let position: YAMLPosition
  let anchor: String?
  let tag: String?

  fileprivate init(_ event: yaml_event_t, within end: YAMLPosition) {
    var event = event
    position = min(YAMLPosition(event.start_mark), end)
    let name = outrider_yaml_anchor(&event).map { String(cString: $0) }
    anchor = name
    tag = outrider_yaml_tag(&event).map { String(cString: $0) }
    switch event.type {
    case YAML_DOCUMENT_START_EVENT: kind = .documentStart
    case YAML_DOCUMENT_END_EVENT: kind = .documentEnd
    case YAML_STREAM_END_EVENT: kind = .streamEnd
    case YAML_ALIAS_EVENT: kind = .alias(name ?? "")
    case YAML_SCALAR_EVENT:
      var length = 0
      let bytes = outrider_yaml_scalar(&event, &length)
      kind = .scalar(
        YAMLScalar(
          text: String(
            decoding: UnsafeBufferPointer(start: bytes, count: bytes == nil ? 0 : length),
            as: UTF8.self),
          style: .init(outrider_yaml_style(&event))))
    case YAML_SEQUENCE_START_EVENT: kind = .sequenceStart
    case YAML_MAPPING_START_EVENT: kind = .mappingStart
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: kind = .collectionEnd
    default: kind = .streamStart
    }
  }
}

extension YAMLScalar.Style {
  fileprivate init(_ style: yaml_scalar_style_t) {
    switch style {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE: self = .singleQuoted
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE: self = .doubleQuoted
    case YAML_LITERAL_SCALAR_STYLE: self = .literal
    case YAML_FOLDED_SCALAR_STYLE: self = .folded
    default: self = .plain
    }
  }
}
