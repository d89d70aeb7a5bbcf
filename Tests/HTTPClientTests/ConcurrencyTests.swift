import HTTPClient
import TestSupport
import Testing

@Suite struct ConcurrencyTests {
  @Test func connectionsAreKeptAndReused() async throws {
    let server = try KeepAliveServer { _ in FaultyServer.http(200, "ok") }
    let client = HTTPClient()
    for _ in 0..<20 { _ = try await client.execute(HTTPClientRequest(url: server.url).patient) }
    #expect(server.counts.connections == 1)
    #expect(server.counts.requests == 20)
  }

  @Test func aKeptConnectionThatTheServerHasClosedIsReplaced() async throws {
    let server = try KeepAliveServer(requestsPerConnection: 1) { _ in FaultyServer.http(200, "ok") }
    let client = HTTPClient()
    for _ in 0..<10 {
      #expect(try await client.execute(HTTPClientRequest(url: server.url).patient).status == 200)
    }
    #expect(server.counts.requests == 10)
  }

  @Test func manyRequestsGoOnAtOnceWithinTheLimit() async throws {
    let server = try KeepAliveServer(crowd: 20, pause: .milliseconds(5)) { head in
      FaultyServer.http(200, String(head.split(separator: " ")[1]))
    }
    let client = HTTPClient(configuration: .init(maximumConnectionsPerHost: 20))
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for index in 0..<200 {
        group.addTask {
          let response = try await client.execute(
            HTTPClientRequest(url: server.url + "/\(index)").patient)
          return response.body == Array("/\(index)".utf8)
        }
      }
      for try await isRight in group { #expect(isRight) }
    }
    #expect(server.counts.requests == 200)
    #expect(server.counts.connections <= 20)
    #expect(server.counts.mostAtOnce == 20)
  }

  @Test func aDeadServerDelaysNoOther() async throws {
    let dead = try FaultyServer { _ in .hang }
    let server = try KeepAliveServer { _ in FaultyServer.http(200, "ok") }
    let client = HTTPClient(configuration: .init(maximumConnectionsPerHost: 1))
    // These end when the server does: whoever had to wait for them would wait for ever.
    let waiting = Task { await failures(3, of: client, at: dead.url) }
    try await eventually("the dead server is asked") { !dead.requests.isEmpty }
    for _ in 0..<5 {
      #expect(try await client.execute(HTTPClientRequest(url: server.url).patient).status == 200)
    }
    let errors = await failures(3, of: client, at: dead.url, timeout: .milliseconds(400))
    #expect(errors.map(\.kind) == [.timeout, .timeout, .timeout])
    #expect(errors.allSatisfy { $0.message.contains("no connection was free") })
    waiting.cancel()
    #expect(await waiting.value.map(\.kind) == [.cancelled, .cancelled, .cancelled])
    dead.stop()
  }

  @Test func aCancelledTaskEndsAtOnceAndFreesItsPlace() async throws {
    let server = try FaultyServer { head in
      head.contains("/hang") ? .hang : .bytes(FaultyServer.http(200, "ok"))
    }
    let client = HTTPClient(configuration: .init(maximumConnectionsPerHost: 1))
    let running = Task { await failures(1, of: client, at: server.url + "/hang") }
    let queued = Task { await failures(1, of: client, at: server.url + "/hang") }
    try await eventually("the request is sent") { server.requests.count == 1 }
    queued.cancel()
    #expect(await queued.value.map(\.kind) == [.cancelled])
    running.cancel()
    #expect(await running.value.map(\.kind) == [.cancelled])
    #expect(try await client.execute(HTTPClientRequest(url: server.url).patient).status == 200)
    server.stop()
  }

  @Test func aTaskCancelledBeforehandSendsNothing() async throws {
    let server = try FaultyServer { _ in .hang }
    let client = HTTPClient()
    let task = Task {
      while !Task.isCancelled { await Task.yield() }
      return await failures(1, of: client, at: server.url)
    }
    task.cancel()
    #expect(await task.value.map(\.kind) == [.cancelled])
    server.stop()
  }

  @Test func shutdownAnswersWhatGoesOnAndWhatComes() async throws {
    let server = try FaultyServer { _ in .hang }
    let client = HTTPClient(configuration: .init(maximumConnectionsPerHost: 2))
    let pending = Task { await failures(5, of: client, at: server.url) }
    try await eventually("requests are sent") { server.requests.count == 2 }
    client.shutdown()
    client.shutdown()
    #expect(await pending.value.map(\.kind) == Array(repeating: .cancelled, count: 5))
    #expect(await failures(1, of: client, at: server.url).map(\.kind) == [.cancelled])
    server.stop()
  }

  @Test func aClientThatNobodyHoldsEndsItsThread() async throws {
    let server = try KeepAliveServer { _ in FaultyServer.http(200, "ok") }
    for _ in 0..<20 {
      let client = HTTPClient()
      #expect(try await client.execute(HTTPClientRequest(url: server.url).patient).status == 200)
    }
    #expect(server.counts.connections == 20)
  }

  /// The errors of `count` requests at once, none of which may succeed.
  private func failures(
    _ count: Int, of client: HTTPClient, at url: String, timeout: Duration = ampleTime
  ) async -> [HTTPClientError] {
    await withTaskGroup(of: HTTPClientError?.self) { group in
      for _ in 0..<count {
        group.addTask {
          do throws(HTTPClientError) {
            _ = try await client.execute(HTTPClientRequest(url: url, timeout: timeout))
            return nil
          } catch {
            return error
          }
        }
      }
      return await group.reduce(into: []) { if let error = $1 { $0.append(error) } }
    }
  }
}
