import Foundation
import HTTPServer
import Testing

@Suite struct GzipTests {
  @Test(arguments: [
    ("gzip", true), ("x-gzip", true), ("GZip", true), ("gzip;q=0", false), ("gzip;q=0.000", false),
    ("gzip;q=0.001", true), ("gzip ; q = 0.5", true), ("*", true), ("*;q=0", false),
    ("*, gzip;q=0", false), ("gzip, *;q=0", true), ("identity", false), ("", false),
    ("deflate, br", false), ("deflate, gzip;q=1.0, *;q=0.5", true),
    ("identity;q=1, gzip;q=0.5", false), ("identity;q=0.5, gzip;q=1", true),
    ("identity;q=1, *;q=0.5", false), ("gzip;q=abc", false), ("gzip;q=2", false),
    ("gzip;q=-1", false), ("gzip;q=0.1234", false), ("gzip;q=", false), (",,;,gzip", true),
    ("gzip;level=9;q=0", false), ("br;q=1.0, gzip;q=0.8, *;q=0.1", true), ("ggzip", false),
  ])
  func negotiation(header: String, expected: Bool) throws {
    #expect(AcceptEncoding.prefersGzip(header) == expected)
    let request = try #require(
      HTTPRequest(target: "/", headers: [HTTPHeader("accept-encoding", header)]))
    #expect(request.prefersGzip == expected)
  }

  @Test func noHeaderMeansThePlainForm() throws {
    #expect(try #require(HTTPRequest(target: "/")).prefersGzip == false)
  }

  @Test(arguments: [0, 1, 10, 100_000])
  func compressionIsReadByTheGzipCommand(count: Int) throws {
    var state: UInt32 = 1
    let bytes = (0..<count).map { _ in
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt8(state >> 28)
    }
    let compressed = try #require(Gzip.compress(bytes))
    #expect(compressed == Gzip.compress(bytes))
    #expect(Array(compressed.prefix(4)) == [0x1f, 0x8b, 8, 0])
    #expect(compressed[4..<8].allSatisfy { $0 == 0 }, "the header carries no time")
    #expect(try unzip(compressed) == bytes)
    #expect(Gzip.compress(HTTPBody(bytes))?.bytes == compressed)
  }

  @Test(arguments: [Int.min, 0, 1, 9, 10, Int.max])
  func levelsAreClamped(level: Int) throws {
    let bytes = Array(repeating: UInt8(ascii: "a"), count: 5000)
    let compressed = try #require(Gzip.compress(bytes, level: level))
    #expect(compressed.count < 100)
    #expect(try unzip(compressed) == bytes)
  }

  private func unzip(_ bytes: [UInt8]) throws -> [UInt8] {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).gz")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(bytes).write(to: file)
    return [UInt8](try run("gzip", ["-dc", file.path]).output)
  }
}
