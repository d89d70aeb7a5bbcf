import Configuration
import Foundation
import InstanceMix
import Testing

/// Catalogues in YAML.
struct CatalogueFileTests {
  private func load(_ text: String) throws -> Catalogue {
    let path = Fixture.path("catalogue-\(UUID().uuidString).yaml")
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try CatalogueFile.load(path: path, environment: ["PRICE": "0.5"])
  }

  @Test func anOfferIsOneForEachZoneAndLifecycle() throws {
    let catalogue = try load(
      """
      region: us-east-1
      offers:
        - type: m5.large
          cpu: 1.5
          memory: 7.5GiB
          on_demand: 0.096
          spot: 0.0352
          interruption: 5%
          zones: [a, b]
          max: 7
        - { type: g4dn, region: elsewhere, gpu: 1, gpu_model: T4, on_demand: "${PRICE}", rps: 10.25, latency: 200ms }
      """)
    #expect(
      catalogue.offers.map {
        "\($0.type) \($0.lifecycle.word) \($0.zone) \($0.microdollarsPerHour)"
      }
        == [
          "m5.large on-demand a 96000", "m5.large spot a 35200", "m5.large on-demand b 96000",
          "m5.large spot b 35200", "g4dn on-demand  500000",
        ])
    #expect(catalogue.regions == ["us-east-1", "elsewhere"])
    let (first, spot, last) = (catalogue.offers[0], catalogue.offers[1], catalogue.offers[4])
    #expect(first.milliCores == 1_500 && first.memoryMebibytes == 7_680 && first.maximum == 7)
    #expect(first.interruptionPerMille == 0 && spot.interruptionPerMille == 50)
    #expect(last.gpus == 1 && last.gpuModel == "T4" && last.latencyMilliseconds == 200)
    #expect(last.deciRequestsPerSecond == 102, "what is served is rounded down")
    #expect(last.milliCores == nil)
  }

  @Test func theSameInBothFormats() throws {
    let yaml = try load(
      """
      offers:
        - { type: m5.large, on_demand: 0.096, cpu: 2, memory: 8GiB }
      """)
    let csv = try Catalogue(
      csv: "instance_type,usd_per_hour,vcpu,memory_gib\nm5.large,0.096,2,8\n".utf8)
    #expect(yaml == csv)
  }

  @Test(arguments: [
    ("offers: []", "expected"), ("- 1", "expected"), ("offers:\n  - { type: x }", "has no price"),
    ("offers:\n  - { type: x, on_demand: -1 }", "dollars per hour"),
    ("offers:\n  - { type: x, price: 1 }", "`on_demand` or `spot`"),
    ("offers:\n  - { type: x, on_demand: 1, cpu: 0 }", "cores above zero"),
    ("offers:\n  - { type: x, spot: 1, interruption: 101% }", "`interruption`"),
  ])
  func everyFaultIsNamed(_ text: String, _ part: String) {
    let error = #expect(throws: ConfigurationError.self) { try self.load(text) }
    #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
  }

  @Test func aFileThatIsNotThere() {
    #expect(throws: ConfigurationError.self) {
      try CatalogueFile.load(path: Fixture.path("missing.yaml"))
    }
    #expect(throws: ConfigurationError.self) {
      try CatalogueFile.load(path: Fixture.path("missing.csv"))
    }
  }
}
