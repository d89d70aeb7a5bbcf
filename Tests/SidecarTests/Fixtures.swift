import Configuration
import Feeds
import Foundation
import Logging
import Scaling
import SignalSources
import TimeSeries

@testable import Sidecar

/// What the tests of this room share.
enum Fixture {
  static let interval = Duration.seconds(15)

  /// A logger that tells nobody.
  static let silence = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  /// The moment of cycle `index`.
  static func tick(_ index: Int) -> Timestamp {
    Timestamp(milliseconds: 1_699_999_995_000) + interval * index
  }

  /// A query of the source `main`.
  static func query(_ text: String, source: String = "main") -> SignalReference {
    SignalReference(source: source, selector: .query(text, reduce: nil))
  }

  /// A live workload with one signal, ten of which a replica serves; scaling down at once.
  static func workload(
    _ name: String = "web", source: String = "main", target: SignalTarget = .perReplica(10)
  ) -> WorkloadSettings {
    var workload = WorkloadSettings(name: name)
    workload.mode = .live
    workload.startup = .seconds(30)
    workload.behavior.scaleDown.stabilizationWindow = .zero
    workload.signals = [
      SignalSettings(
        name: "load", reference: query("\(name)_load", source: source), target: target)
    ]
    return workload
  }

  /// A workload as it runs, with nothing remembered.
  static func runtime(
    _ settings: WorkloadSettings, at index: Int = 0, memory: WorkloadRuntime.Memory = [:]
  ) throws -> WorkloadRuntime {
    try WorkloadRuntime(
      settings, interval: interval, now: tick(index), memory: memory,
      mix: try WorkloadMix(settings))
  }
}

extension CompressedSeries {
  /// All values, gaps as nil.
  var values: [Double?] {
    samples(from: Timestamp(milliseconds: .min), through: Timestamp(milliseconds: .max))
      .map { $0.isKnown ? $0.value : nil }
  }
}

extension WorkloadRuntime {
  /// Decides for cycle `index` from the value of its only signal; nil: the source answered without one.
  mutating func decide(
    _ index: Int, _ value: Double?, current: Reading? = nil, ready: Reading? = nil
  ) -> WorkloadStatus {
    let moment = Fixture.tick(index)
    let reading = value.map { Reading.value($0, at: moment) } ?? .absent("the answer is empty")
    return decide(at: moment, current: current, ready: ready, signals: [reading])
  }
}

/// A folder of its own for one test, gone with this object.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "outrider-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Writes a file into the folder and gives its path.
  func file(_ name: String, _ text: String) throws -> String {
    let file = "\(path)/\(name)"
    try Data(text.utf8).write(to: URL(filePath: file))
    return file
  }
}
