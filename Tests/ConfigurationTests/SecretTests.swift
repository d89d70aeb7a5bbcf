import Configuration
import Foundation
import Testing

struct SecretTests {
  private static func query(_ text: String, _ environment: [String: String]) -> String? {
    let yaml = Fixture.smallest.replacing("query: up", with: "query: '\(text)'")
    let settings = Fixture.load(yaml, environment: environment).settings
    guard case .query(let query, _)? = settings?.workloads[0].signals[0].reference.selector else {
      return nil
    }
    return query
  }

  @Test(arguments: [
    ("up", "up"), ("${A}", "one"), ("x${A}y${B}z", "xoneytwoz"), ("${NONE:-three}", "three"),
    ("${A:-three}", "one"), ("${EMPTY:-three}", "three"), ("x${EMPTY}y", "xy"),
    ("${NONE:-}x", "x"), ("$${A}", "${A}"), ("$$${A}", "$${A}"), ("a$", "a$"), ("a$$", "a$$"),
    (#"up{a=~"b$"}"#, #"up{a=~"b$"}"#), ("$A", "$A"), ("${file:password}", "hunter2"),
    ("a ${file:password} b", "a hunter2 b"), ("${A}$${B}${B}", "one${B}two"),
    ("${NONE:-a:-b}", "a:-b"), ("$", "$"), ("{$}", "{$}"),
  ])
  func references(text: String, expected: String) {
    let environment = ["A": "one", "B": "two", "EMPTY": ""]
    #expect(Self.query(text, environment) == expected)
  }

  @Test func whatIsPutInIsAValueAndNoMoreYAML() {
    #expect(Self.query("${A}", ["A": "[a, b] # c\n${B}"]) == "[a, b] # c\n${B}")
  }

  private static let yaml = """
    sources:
      - name: main
        prometheus:
          url: http://a
          basic_auth: { username: u, password: "${PASSWORD}" }
      - name: jobs
        redis: { url: redis://a, password_file: password }
      - name: page
        exposition: { url: http://a, authorization: { credentials_file: password } }
    workloads:
      - name: w
        signals: [{ source: main, query: up, per_replica: 1 }]
    """

  @Test func secretsAreHeldAndNeverPrinted() throws {
    let load = Fixture.load(Self.yaml, environment: ["PASSWORD": "hunter2"])
    let settings = try load.get()
    guard case .prometheus(let prometheus) = settings.sources[0].kind,
      case .redis(let redis) = settings.sources[1].kind,
      case .exposition(let page) = settings.sources[2].kind
    else {
      Issue.record("expected three kinds of source")
      return
    }
    let file = Secret.file(path: Fixture.path("password"))
    #expect(
      prometheus.access.authentication == .basic(username: "u", password: .text("hunter2")))
    #expect(redis.password == file)
    #expect(page.access.authentication == .credentials(type: "Bearer", file))
    #expect(load.watchedFiles.paths == [Fixture.path("password")])
    var dumped = ""
    dump(settings, to: &dumped)
    for printed in ["\(settings)", String(reflecting: settings), dumped] {
      #expect(!printed.contains("hunter2"))
    }
  }

  @Test func anEmptySecretIsAProblem() {
    let problems = Fixture.load(Self.yaml, environment: ["PASSWORD": ""]).problems
    #expect(
      problems.map(\.description) == [
        "c.yaml:5:44: error: `password` has a wrong value; expected a password, or `${VARIABLE}` or `${file:PATH}` that holds it"
      ])
  }

  @Test func expansionHasABound() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(repeating: 0x61, count: 60_000).write(to: folder.appending(path: "a"))
    try Data(repeating: 0x61, count: 70_000).write(to: folder.appending(path: "b"))
    func problems(_ text: String) -> [Problem] {
      ConfigurationLoader().load(text: text, file: "c.yaml", folder: folder.path).problems
    }
    let many = (0..<400).map { "k\($0): '${file:a}'\n" }.joined()
    #expect(problems(many).contains { $0.message.contains("more than 16777216 bytes") })
    #expect(
      problems("interval: ${file:b}").contains { $0.message.contains("more than the 65536 bytes") })
  }

  @Test func problemsHaveABound() {
    let text = (0..<5000).map { "k\($0): 1\n" }.joined()
    let problems = Fixture.load(text).problems
    #expect(problems.count == 1001)
    #expect(problems.last?.message == "more than 1000 problems; the rest are not shown")
  }
}
