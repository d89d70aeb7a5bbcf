import TestSupport
import Testing

/// Foundation costs 10 MB and 36 ms of start: the program links the small part that the argument parser needs, no more.
@Suite struct LinkageTests {
  @Test func theProgramLinksNoFoundation() async throws {
    let libraries = try await run("ldd", [OutriderProcess.program])
    #expect(libraries.status == 0)
    #expect(libraries.output.contains("libmicrohttpd"))
    for library in [
      "libFoundation.so", "libFoundationNetworking", "libFoundationInternationalization",
    ] {
      #expect(!libraries.output.contains(library), "\(library)")
    }
  }
}
