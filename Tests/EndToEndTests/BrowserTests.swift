import Foundation
import TestSupport
import Testing

/// The status page in a real browser: headless Chromium, driven by scripts/browse.py.
@Suite struct BrowserTests {
  /// What came of a page.
  struct Visit: Decodable {
    struct Name: Decodable, Hashable {
      var role: String
      var name: String
    }

    var requests: [String]
    var errors: [String]
    var bytes: Int
    var width: Int?
    var text: String?
    var value: String?
    var focusable: [String]?
    var names: [Name]
  }

  private static let hostile = "<script>alert(1)</script>"
  private static let workloads = 200

  private func visit(_ url: String, _ options: String...) async throws -> Visit {
    let browse = try await run(
      "python3", [OutriderProcess.root + "/scripts/browse.py", url] + options)
    #expect(browse.status == 0, "\(browse.errors)")
    return try JSONDecoder().decode(Visit.self, from: Data(browse.output.utf8))
  }

  /// Two hundred workloads with a load of its own each, one of them with a name and a signal that try to be markup.
  private func configuration(in folder: borrowing TemporaryDirectory) throws -> String {
    var generator = SeededGenerator(seed: 7)
    var loads = (0..<Self.workloads).map { _ in Double.random(in: 20...400, using: &generator) }
    var trace = "timestamp," + (0..<Self.workloads).map { "w\($0)" }.joined(separator: ",") + "\n"
    for minute in 0..<300 {
      for index in loads.indices {
        loads[index] = max(1, loads[index] + Double.random(in: -12...12, using: &generator))
      }
      trace += "\(1_700_000_000 + 60 * minute),"
      trace += loads.map { String(format: "%.2f", $0) }.joined(separator: ",") + "\n"
    }
    _ = try folder.write(trace, to: "trace.csv")
    var text = """
      interval: 15s
      sources: [{ name: trace, replay: { file: trace.csv, speed: 10, start: 2h, loop: true } }]
      workloads:

      """
    for index in 0..<Self.workloads {
      let name = index == 0 ? Self.hostile : "shop-\(index)"
      text += """
          - name: "\(name)"
            startup: 2m
            mode: \(index % 3 == 0 ? "shadow" : "live")
            replicas: { min: 2, max: \(index % 7 == 3 ? 6 : 100), simulate: true }
            signals: [{ name: "\(index == 0 ? "<img src=x onerror=alert(2)>" : "requests")", source: trace, column: w\(index), per_replica: 10 }]

        """
    }
    return try folder.write(text, to: "outrider.yaml")
  }

  @Test func pagesAreSoundInABrowser() async throws {
    let folder = try TemporaryDirectory()
    let outrider = try await OutriderProcess(configuration: try configuration(in: folder))
    defer { outrider.stop() }
    try await outrider.waitUntilReady()
    try await outrider.waitForMetric(#"outrider_current_replicas{workload="shop-1"}"#) {
      ($0 ?? 0) > 2
    }
    let workload = outrider.url + "/workloads/%3Cscript%3Ealert(1)%3C%2Fscript%3E?span=1h"

    for (url, width) in [(outrider.url + "/", 1440), (outrider.url + "/", 390), (workload, 390)] {
      let seen = try await visit(url, "--width", "\(width)")
      #expect(seen.errors == [])
      #expect(seen.requests.allSatisfy { $0.hasPrefix(outrider.url + "/") }, "\(seen.requests)")
      #expect(seen.bytes < 300_000)
      #expect(seen.width == width, "the page scrolls sideways")
      #expect(seen.names.contains { $0.role == "heading" })
      let pictures = seen.names.filter { $0.role == "image" }
      #expect(!pictures.isEmpty)
      #expect(pictures.allSatisfy { $0.name.contains("now") }, "a drawing has no name")
      #expect(seen.names.allSatisfy { $0.role != "link" || !$0.name.isEmpty })
      #expect(seen.focusable?.first == "#content")
      #expect(seen.text?.contains(Self.hostile) == true)
    }

    let overview = try await visit(
      outrider.url + "/", "--evaluate",
      """
      (() => {
        const field = document.querySelector('#filter input');
        field.value = 'shop-17';
        field.dispatchEvent(new Event('input'));
        return [...document.querySelectorAll('.card')].filter(card => !card.hidden).length.toString();
      })()
      """)
    #expect(overview.value == "11", "shop-17 and shop-170 to shop-179")
    #expect(overview.names.filter { $0.role == "article" }.contains { $0.name == "shop-17" })
    #expect(overview.focusable?.contains("/workloads/shop-199") == true)

    // Without scripts every number is there all the same.
    let plain = try await visit(outrider.url + "/", "--no-script")
    #expect(plain.errors == [])
    #expect(plain.names.filter { $0.role == "article" }.count == Self.workloads)
    #expect(plain.names.contains { $0.role == "image" && $0.name.contains("recommended") })
  }

  /// Values under the pointer come from the JSON API.
  @Test func chartsCanBeRead() async throws {
    let outrider = try await OutriderProcess(
      configuration: OutriderProcess.root + "/examples/quickstart.yaml")
    defer { outrider.stop() }
    try await outrider.waitForItsPast()
    let seen = try await visit(
      outrider.url + "/workloads/website?span=6h", "--evaluate",
      """
      (async () => {
        const drawing = document.querySelector('.drawing');
        const box = drawing.getBoundingClientRect();
        const readout = drawing.closest('figure').querySelector('.readout');
        // Where cycles were missed nothing is known: it looks on until something is.
        for (let step = 0; step < 100 && !/load \\d/.test(readout.textContent); step++) {
          readout.textContent = '';
          drawing.dispatchEvent(new PointerEvent('pointermove', { clientX: box.left + box.width * step / 100, clientY: box.top + 5 }));
          for (let wait = 0; wait < 4000 && !readout.textContent; wait++) await new Promise((done) => setTimeout(done, 50));
        }
        return readout.textContent;
      })()
      """)
    let text = try #require(seen.value)
    #expect(text.contains(/^1998-\d\d-\d\d \d\d:\d\d:\d\d UTC: load \d+/), "\(text)")
    #expect(seen.errors == [])
  }
}
