import Foundation
import Glibc

/// An HTTP answer as a test sees it.
public struct TestAnswer: Sendable {
  /// The status code.
  public var status: Int
  /// Header lines by lower-case name; the last one of a name counts.
  public var headers: [String: String]
  /// The body, transfer coding removed.
  public var body: [UInt8]
  /// The body as text.
  public var text: String { String(decoding: body, as: UTF8.self) }
}

/// GET of an `http://127.0.0.1:port/path` URL.
public func get(_ url: String, headers: [String: String] = [:]) async throws -> TestAnswer {
  try await request("GET", url, headers: headers)
}

/// One HTTP/1.1 request to an `http://127.0.0.1:port/path` URL, on a connection of its own.
public func request(
  _ method: String, _ url: String, headers: [String: String] = [:], body: [UInt8] = []
) async throws -> TestAnswer {
  guard let parts = URLComponents(string: url), let port = parts.port else {
    throw TestSupportError("not an http URL with a port: \(url)")
  }
  var target = parts.percentEncodedPath.isEmpty ? "/" : parts.percentEncodedPath
  if let query = parts.percentEncodedQuery { target += "?" + query }
  var text = "\(method) \(target) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n"
  for (name, value) in headers { text += "\(name): \(value)\r\n" }
  if !body.isEmpty { text += "Content-Length: \(body.count)\r\n" }
  let bytes = Array((text + "\r\n").utf8) + body
  return try await withCheckedThrowingContinuation { continuation in
    Thread.detachNewThread {
      continuation.resume(
        with: Result { try parseAnswer(try exchange(bytes, port: UInt16(port)), method: method) })
    }
  }
}

/// Sends bytes to a loopback port and reads until the end.
private func exchange(_ bytes: [UInt8], port: UInt16) throws -> [UInt8] {
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  guard descriptor >= 0 else { throw TestSupportError("socket: errno \(errno)") }
  defer { close(descriptor) }
  var limit = timeval(tv_sec: 300, tv_usec: 0)
  setsockopt(
    descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  var address = loopback(port: port)
  let connected = withUnsafePointer(to: &address) {
    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
    }
  }
  guard connected == 0 else { throw TestSupportError("connect: errno \(errno)") }
  var sent = 0
  while sent < bytes.count {
    let count = bytes.withUnsafeBytes {
      send(descriptor, $0.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
    }
    guard count > 0 else { throw TestSupportError("send: errno \(errno)") }
    sent += count
  }
  var answer: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 65_536)
  while true {
    let count = recv(descriptor, &buffer, buffer.count, 0)
    if count == 0 { return answer }
    guard count > 0 else { throw TestSupportError("recv: errno \(errno)") }
    answer += buffer[0..<count]
  }
}

private func parseAnswer(_ bytes: [UInt8], method: String) throws -> TestAnswer {
  guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else {
    throw TestSupportError("no HTTP answer in \(bytes.count) bytes")
  }
  let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
    .components(separatedBy: "\r\n")
  let words = lines[0].split(separator: " ")
  guard words.count >= 2, let status = Int(words[1]) else {
    throw TestSupportError("not a status line: \(lines[0])")
  }
  var headers: [String: String] = [:]
  for line in lines.dropFirst() {
    guard let colon = line.firstIndex(of: ":") else { continue }
    headers[line[..<colon].lowercased()] =
      line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
  }
  var body = Array(bytes[end.upperBound...])
  if headers["transfer-encoding"] == "chunked" { body = unchunked(body) }
  return TestAnswer(status: status, headers: headers, body: body)
}

private func unchunked(_ bytes: [UInt8]) -> [UInt8] {
  var body: [UInt8] = []
  var rest = bytes[...]
  while let line = rest.firstRange(of: Array("\r\n".utf8)),
    let length = Int(String(decoding: rest[..<line.lowerBound], as: UTF8.self), radix: 16),
    length > 0, rest.endIndex >= line.upperBound + length
  {
    body += rest[line.upperBound..<line.upperBound + length]
    rest = rest[(line.upperBound + length)...].dropFirst(2)
  }
  return body
}
