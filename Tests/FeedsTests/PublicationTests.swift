import Exposition
import Feeds
import HTTPServer
import JSON
import Scaling
import Synchronization
import Testing
import TimeSeries

/// Snapshots that are replaced while threads answer.
@Suite struct PublicationTests {
  private final class End: Sendable {
    let isReached = Atomic(false)
  }

  /// Every page is one snapshot's alone: all its workloads have the same generation.
  @Test func neverTearsAPage() async throws {
    let feed = WebFeed(try Self.generation(0))
    let generations = try (1...60).map(Self.generation)
    let end = End()
    await withTaskGroup(of: Void.self) { group in
      for form in 0..<4 {
        group.addTask {
          var newest = -1.0
          repeat {
            do {
              let values = try Self.values(feed, form: form)
              #expect(values.count == 1, "one page has the generations \(values)")
              let value = values.first ?? -1
              #expect(value >= newest, "an older page came after a newer one")
              newest = value
            } catch {
              Issue.record("\(error)")
              return
            }
            await Task.yield()
          } while !end.isReached.load(ordering: .acquiring)
          #expect((try? Self.values(feed, form: form)) == [60])
        }
      }
      group.addTask {
        for generation in generations {
          feed.publish(generation)
          await Task.yield()
        }
        end.isReached.store(true, ordering: .releasing)
      }
    }
    #expect(feed.snapshot.time == Timestamp(milliseconds: 60))
  }

  /// Twenty workloads that all have `number` replicas.
  private static func generation(_ number: Int) throws -> Snapshot {
    var snapshot = try Example.snapshot()
    snapshot.time = Timestamp(milliseconds: Int64(number))
    snapshot.workloads = try (0..<20).map { index in
      var workload = try Example.undecided(name: "w\(index)")
      workload.replicas.current = number
      return workload
    }
    return snapshot
  }

  /// The numbers of replicas on a page.
  private static func values(_ feed: WebFeed, form: Int) throws -> Set<Double> {
    switch form {
    case 0, 1:
      let headers = form == 0 ? [] : [MetricsPageTests.openMetrics]
      let page = try feed.get("/metrics", headers: headers).body.bytes
      let selector = try SeriesSelector.parse("outrider_current_replicas")
      let samples = try PageParser.samples(
        page, format: form == 0 ? .text : .openMetrics, selectors: [selector])[0]
      #expect(samples.count == 20)
      return Set(samples.map(\.value))
    case 2:
      let list = try feed.get("/api/v1/workloads").json.arrayValue ?? []
      #expect(list.count == 20)
      return Set(list.compactMap { $0["current_replicas"]?.doubleValue })
    default:
      let page = try feed.get("/").text
      let cells = page.matches(of: /<b>([0-9\x{2009}]+)<\/b> now/)
      #expect(cells.count == 20)
      return Set(cells.compactMap { Double($0.1.replacing("\u{2009}", with: "")) })
    }
  }
}
