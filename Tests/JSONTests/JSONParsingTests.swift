import JSON
import Testing

@Suite struct JSONParsingTests {
  struct Accepted: CustomTestStringConvertible, Sendable {
    var text: String
    var value: JSONValue
    var testDescription: String { text }
  }

  @Test(arguments: [
    Accepted(text: "null", value: .null),
    Accepted(text: " true ", value: .bool(true)),
    Accepted(text: "false\n", value: .bool(false)),
    Accepted(text: "0", value: .integer(0)),
    Accepted(text: "-0", value: .number(-0.0)),
    Accepted(text: "-17", value: .integer(-17)),
    Accepted(text: "9223372036854775807", value: .integer(.max)),
    Accepted(text: "-9223372036854775808", value: .integer(.min)),
    Accepted(text: "9223372036854775808", value: .number(0x1p63)),
    Accepted(text: "18446744073709551616", value: .number(0x1p64)),
    Accepted(
      text: "123456789012345678901234567890", value: .number(0x1.8ee90ff6c373ep96)),
    Accepted(text: "605.0", value: .number(605)),
    Accepted(text: "1e3", value: .number(1000)),
    Accepted(text: "1E-2", value: .number(0.01)),
    Accepted(text: "2.2250738585072014e-308", value: .number(2.2250738585072014e-308)),
    Accepted(text: "1e-400", value: .number(0)),
    Accepted(text: "0e99999999999999999999", value: .number(0)),
    Accepted(text: #""""#, value: .string("")),
    Accepted(text: #""grüße 🚀""#, value: .string("grüße 🚀")),
    Accepted(text: #""\"\\\/\b\f\n\r\t""#, value: .string("\"\\/\u{8}\u{C}\n\r\t")),
    Accepted(text: #""\u0041\u00e9\ud83d\uDE80\u0000""#, value: .string("Aé🚀\0")),
    Accepted(text: "[]", value: .array([])),
    Accepted(text: "[ ]", value: .array([])),
    Accepted(
      text: "[1,[2,[],{}],3.5]",
      value: .array([
        .integer(1), .array([.integer(2), .array([]), .object([:])]), .number(3.5),
      ])),
    Accepted(text: "{}", value: .object([:])),
    Accepted(
      text: #"{"b":{"c":[null]},"a":1}"#,
      value: .object(["b": .object(["c": .array([.null])]), "a": .integer(1)])),
  ])
  func acceptsAndReads(_ example: Accepted) throws {
    let value = try JSONValue.parse(example.text)
    #expect(value == example.value)
    if case .number(let expected) = example.value, case .number(let found) = value {
      #expect(expected.bitPattern == found.bitPattern)
    }
  }

  struct Rejected: CustomTestStringConvertible, Sendable {
    var text: String
    var line = 1
    var column: Int
    var message: String
    var testDescription: String { text }
  }

  @Test(arguments: [
    Rejected(text: "", column: 1, message: "expected a value, found the end"),
    Rejected(text: "nul", column: 1, message: "expected null, found 'n'"),
    Rejected(text: "nullx", column: 5, message: "expected the end of the text, found 'x'"),
    Rejected(text: "01", column: 2, message: "expected the end of the text, found '1'"),
    Rejected(text: "+1", column: 1, message: "expected a value, found '+'"),
    Rejected(text: "-", column: 1, message: "expected a number, found '-'"),
    Rejected(text: "1.", column: 2, message: "expected the end of the text, found '.'"),
    Rejected(text: "[.5]", column: 2, message: "expected a value, found '.'"),
    Rejected(text: "[1e]", column: 3, message: "expected ',' or ']', found 'e'"),
    Rejected(text: "1e999", column: 1, message: "expected a number within the range of a double"),
    Rejected(text: "NaN", column: 1, message: "expected a value, found 'N'"),
    Rejected(text: "[1,]", column: 4, message: "expected a value, found ']'"),
    Rejected(text: "[,1]", column: 2, message: "expected a value, found ','"),
    Rejected(text: "[1 2]", column: 4, message: "expected ',' or ']', found '2'"),
    Rejected(text: "[1", column: 3, message: "expected ',' or ']', found the end"),
    Rejected(text: "[1}", column: 3, message: "expected ',' or ']', found '}'"),
    Rejected(text: "{1:2}", column: 2, message: "expected a key or '}', found '1'"),
    Rejected(text: #"{"a" 1}"#, column: 6, message: "expected ':', found '1'"),
    Rejected(text: #"{"a":1,}"#, column: 8, message: "expected a key, found '}'"),
    Rejected(
      text: #"{"a":1,"b":2,"a":3}"#, column: 14, message: "the key a comes twice in an object"),
    Rejected(
      text: "{\n\"a\": 1,\n  \"b\": x}", line: 3, column: 8, message: "expected a value, found 'x'"),
    Rejected(
      text: "\"a\nb\"", column: 3,
      message: "expected control characters to be escaped, found byte 0xa"
    ),
    Rejected(
      text: #""abc"#, column: 5, message: "expected '\"' at the end of the string, found the end"),
    Rejected(
      text: #""abc\"#, column: 6, message: "expected '\"' at the end of the string, found the end"),
    Rejected(
      text: #""\x""#, column: 2,
      message: #"expected one of the escapes \" \\ \/ \b \f \n \r \t \u"#),
    Rejected(
      text: #""\ud83d""#, column: 2,
      message: #"expected \u and four hexadecimal digits, surrogates in pairs"#),
    Rejected(
      text: #""ab\udc00""#, column: 4,
      message: #"expected \u and four hexadecimal digits, surrogates in pairs"#),
    Rejected(
      text: #""\u12g4""#, column: 2,
      message: #"expected \u and four hexadecimal digits, surrogates in pairs"#),
    Rejected(text: "\u{FEFF}1", column: 1, message: "expected a value, found byte 0xef"),
    Rejected(text: "// 1", column: 1, message: "expected a value, found '/'"),
  ])
  func rejectsWithThePlace(_ example: Rejected) {
    let error = #expect(throws: JSONError.self) { try JSONValue.parse(example.text) }
    #expect(error?.message == example.message)
    #expect(error?.line == example.line)
    #expect(error?.column == example.column)
  }

  @Test func rejectsWhatIsNotUTF8() {
    let bytes: [UInt8] = Array("[\"ab".utf8) + [0xC3, 0x28] + Array("\"]".utf8)
    let error = #expect(throws: JSONError.self) { try JSONValue.parse(bytes) }
    #expect(error?.offset == 4)
    #expect(error?.description == "line 1, column 5: expected UTF-8")
  }

  @Test func nestingIsBounded() throws {
    let limit = JSONValue.maximumDepth
    let deepest =
      String(repeating: "[", count: limit) + String(repeating: "]", count: limit)
    var value = try JSONValue.parse(deepest)
    for _ in 1..<limit { value = try #require(value.arrayValue?.first) }
    #expect(value == .array([]))
    #expect(throws: JSONError.self) {
      try JSONValue.parse(String(repeating: "[", count: 1_000_000))
    }
    #expect(throws: JSONError.self) {
      try JSONValue.parse(String(repeating: "{\"a\":", count: 1_000_000))
    }
  }

  @Test func accessorsAnswerForTheirKindOnly() throws {
    let value = try JSONValue.parse(#"{"n":3.0,"h":3.5,"i":7,"s":"x","b":true,"z":null,"a":[1]}"#)
    #expect(value["n"]?.intValue == 3)
    #expect(value["h"]?.intValue == nil)
    #expect(value["i"]?.doubleValue == 7)
    #expect(value["s"]?.stringValue == "x")
    #expect(value["s"]?.doubleValue == nil)
    #expect(value["b"]?.boolValue == true)
    #expect(value["z"]?.isNull == true)
    #expect(value["a"]?.arrayValue == [.integer(1)])
    #expect(value["missing"] == nil)
    #expect(value.objectValue?.keys == ["n", "h", "i", "s", "b", "z", "a"])
    #expect(JSONValue.number(1e300).intValue == nil)
    #expect(JSONValue.number(.nan).intValue == nil)
  }

  @Test func largeObjectsKeepTheirOrderAndFindTheirKeys() throws {
    let keys = (0..<1000).map { "key\($0 * 7919 % 1000)" }
    let text = "{" + keys.enumerated().map { "\"\($1)\":\($0)" }.joined(separator: ",") + "}"
    var object = try #require(try JSONValue.parse(text).objectValue)
    #expect(object.keys == keys)
    for (index, key) in keys.enumerated() { #expect(object[key] == .integer(Int64(index))) }
    object[keys[3]] = nil
    #expect(object[keys[3]] == nil)
    #expect(object[keys[4]] == .integer(4))
    #expect(object.count == 999)
  }

  @Test func objectsAreEqualInWhateverOrder() throws {
    let one = try JSONValue.parse(#"{"a":1,"b":[2]}"#)
    let other = try JSONValue.parse(#"{"b":[2],"a":1}"#)
    #expect(one == other)
    #expect(one.hashValue == other.hashValue)
    #expect(one != .object(["a": .integer(1)]))
  }
}
