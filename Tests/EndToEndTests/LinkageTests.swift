import TestSupport
import Testing

/// What the program links: gRPC's libraries bring Foundation, and nothing brings the parts that load a browser's worth of libraries.
@Suite struct LinkageTests {
  @Test func theProgramLinksWhatItNeeds() async throws {
    let libraries = try await run("ldd", [OutriderProcess.program])
    #expect(libraries.status == 0)
    #expect(libraries.output.contains("libmicrohttpd"))
    for library in ["libFoundationNetworking", "libFoundationXML", "libXCTest"] {
      #expect(!libraries.output.contains(library), "\(library)")
    }
  }
}
