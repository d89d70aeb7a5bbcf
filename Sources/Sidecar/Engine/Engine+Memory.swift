import Configuration
import Exposition
import Feeds
import FileAccess
import Logging
import Scaling
import TimeSeries

// What is remembered: in memory for as long as the retention, and on disk.
extension Engine {
  /// Writes the newest samples to disk, and drops what is older than the retention.
  func remember(at tick: Timestamp) {
    let oldest = tick - settings.history.retention
    if !attic.isEmpty {
      attic = attic.filter { $0.value.last.map { $0.timestamp >= oldest } ?? false }
    }
    for index in workloads.indices { workloads[index].trim(before: oldest) }
    let workloads = workloads
    persist { disk throws(FileError) in try disk.append(workloads, at: tick) }
    for workload in workloads { boards[workload.settings.name] = workload.board }
    keepDecisions(isLast: false)
  }

  /// Writes boards that have changed and decisions that are complete; at the end the newest ones too.
  func keepDecisions(isLast: Bool) {
    let control = control
    let boards = boards.map { (workload: $0.key, board: $0.value) }.sorted {
      $0.workload < $1.workload
    }
    let decisions = decisions
    func all() -> [(workload: String, records: [DecisionRecord])] {
      decisions.map { ($0.key, $0.value.records) }.sorted { $0.0 < $1.0 }
    }
    let completed = completed
    self.completed = []
    persist { _ throws(FileError) in
      try control.keep(boards)
      if isLast { try control.rewrite(all()) } else { try control.keep(completed, all: all) }
    }
  }

  /// Writes to the history on disk, where there is one. What fails is counted and told; memory goes on.
  func persist(_ write: (DiskHistory) throws(FileError) -> Void) {
    guard let disk else { return }
    do throws(FileError) {
      try write(disk)
      if isDiskFailing { log.info("history is written again, with what was missed") }
      isDiskFailing = false
    } catch {
      telemetry.historyWriteErrors.add()
      if !isDiskFailing { log.error("history is not written", metadata: ["problem": "\(error)"]) }
      isDiskFailing = true
    }
  }
}
