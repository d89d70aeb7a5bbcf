import Foundation
import Testing

@testable import HTTPServer

@Suite struct BasicAuthenticationTests {
  /// By Python's `crypt.crypt(password, "$2y$04$...")`, cost 4 to be quick: "secret" and "pässword:1".
  static let users = [
    "alice": "$2y$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW",
    "bob": "$2y$04$ABCDEFGHIJKLMNOPQRSTUu.Ih.2KU5gh4uM7BnkXXGlioOaR1SNbO",
  ]

  private func authorization(_ user: String, _ password: String) -> String {
    "Authorization: Basic " + Data("\(user):\(password)".utf8).base64EncodedString()
  }

  @Test(arguments: [
    ("alice", "secret", 200), ("bob", "pässword:1", 200), ("alice", "wrong", 401),
    ("alice", "", 401), ("", "secret", 401), ("nobody", "secret", 401), ("bob", "secret", 401),
    ("alice", "secret\0", 401), ("Alice", "secret", 401),
  ])
  func passwords(user: String, password: String, status: Int) throws {
    let server = try HTTPServer(
      configuration: .init(basicAuthentication: .init(users: Self.users)).patient
    ) { _ in .text("in") }
    defer { server.stop() }
    let client = try RawClient(port: server.port)
    for _ in 0..<3 {
      let answer = try client.exchange(
        "POST", "/", headers: [authorization(user, password)], body: "some body")
      #expect(answer.status == status)
      #expect((answer.header("WWW-Authenticate") != nil) == (status == 401))
    }
  }

  @Test(arguments: [
    [], ["Authorization: Bearer abc"], ["Authorization: Basic"], ["Authorization: Basic !!!!"],
    ["Authorization: Basic YQ"], ["Authorization: Basic YWxpY2U6c2VjcmV0=x"],
    ["Authorization: Basic YWxpY2U6c2VjcmV0", "Authorization: Basic YWxpY2U6c2VjcmV0"],
  ])
  func unreadableCredentialsAreRefused(headers: [String]) throws {
    let server = try HTTPServer(
      configuration: .init(basicAuthentication: .init(users: Self.users)).patient
    ) { _ in .text("in") }
    defer { server.stop() }
    let client = try RawClient(port: server.port)
    #expect(try client.exchange("GET", "/", headers: headers).status == 401)
    #expect(
      try client.exchange("GET", "/", headers: ["authorization: bAsIc YWxpY2U6c2VjcmV0"]).status
        == 200)
  }

  @Test func manyConnectionsWaitForOneVerification() throws {
    let server = try HTTPServer(
      configuration: .init(basicAuthentication: .init(users: Self.users)).patient
    ) { _ in .text("in") }
    defer { server.stop() }
    let clients = try (0..<60).map { _ in try RawClient(port: server.port) }
    let line = authorization("alice", "secret")
    for client in clients { client.send("GET / HTTP/1.1\r\nHost: h\r\n\(line)\r\n\r\n") }
    for client in clients { #expect(try client.receive().text == "in") }
  }

  @Test func stopDoesNotWaitForTheQueue() throws {
    let server = try HTTPServer(
      configuration: .init(basicAuthentication: .init(users: Self.users)).patient
    ) { _ in .text("in") }
    let clients = try (0..<100).map { _ in try RawClient(port: server.port) }
    for (index, client) in clients.enumerated() {
      client.send(
        "GET / HTTP/1.1\r\nHost: h\r\n\(authorization("alice", "guess\(index)"))\r\n\r\n")
    }
    server.stop()
    #expect(clients.allSatisfy { $0.isClosedByPeer() })
  }

  @Test(arguments: [
    "", "secret", "$1$abc", "$2y$03$" + String(repeating: "a", count: 53),
    "$2y$32$" + String(repeating: "a", count: 53), "$2x$10$" + String(repeating: "a", count: 53),
    "$2y$10$" + String(repeating: "a", count: 52), "$2y$10$" + String(repeating: "!", count: 53),
    "$2y$1a$" + String(repeating: "a", count: 53), "$2y$+9$" + String(repeating: "a", count: 53),
  ])
  func otherHashesAreNamedByUser(hash: String) throws {
    let error = try #require(throws: HTTPServerError.self) {
      try BasicAuthentication(users: ["carol": hash])
    }
    #expect(error.message.contains("carol"))
    #expect(hash.isEmpty || !error.message.contains(hash))
  }

  @Test(arguments: ["", "a:b", "a\n"])
  func impossibleUserNamesAreRefused(user: String) {
    #expect(throws: HTTPServerError.self) {
      try BasicAuthentication(users: [user: Self.users["alice"] ?? ""])
    }
  }

  @Test func wrongGuessesNeverPushOutTheRightPassword() throws {
    var cache = VerdictCache(wrongLimit: 4)
    let right = try #require(BasicCredentials(header: "Basic YWxpY2U6c2VjcmV0"))
    cache.remember(right, isRight: true)
    let guesses = try (0..<20).map { index in
      try #require(
        BasicCredentials(
          header: "Basic " + Data("alice:\(index)".utf8).base64EncodedString()))
    }
    for guess in guesses { cache.remember(guess, isRight: false) }
    #expect(cache.verdict(right) == true)
    let remembered = guesses.map { cache.verdict($0) }
    #expect(remembered.prefix(16).allSatisfy { $0 == nil })
    #expect(remembered.suffix(4).allSatisfy { $0 == false })
  }

  @Test func theDummyHashIsWellFormed() throws {
    let authentication = try BasicAuthentication(users: Self.users)
    #expect(authentication.dummyHash.hasPrefix("$2y$04$"))
    _ = try BasicAuthentication(users: ["dummy": authentication.dummyHash])
    // Malformed hashes fail at once: the time must be spent.
    let bcrypt = Bcrypt()
    let digest = bcrypt.digest(Array("x".utf8), as: authentication.dummyHash)
    let isRight = bcrypt.verify(Array("x".utf8), hash: authentication.dummyHash)
    #expect(digest?.count == 60)
    #expect(!isRight)
  }
}
