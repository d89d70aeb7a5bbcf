/// Transfers that wait for one of their host's places, first come, first served.
struct HostQueues {
  private struct Host {
    var running = 0
    var waiting: [Transfer] = []
    var first = 0
  }
  private var hosts: [String: Host] = [:]
  private let limit: Int

  /// Queues that let `limit` transfers of a host run at a time.
  init(limit: Int) { self.limit = max(1, limit) }

  /// Takes a place for a transfer, or queues it and answers false.
  mutating func enter(_ transfer: Transfer) -> Bool {
    let key = transfer.submission.plan.hostKey
    if hosts[key, default: Host()].running < limit {
      hosts[key, default: Host()].running += 1
      return true
    }
    hosts[key, default: Host()].waiting.append(transfer)
    return false
  }

  /// Gives a place back; the transfer that has it now, where one waits.
  mutating func leave(_ key: String) -> Transfer? {
    guard var host = hosts.removeValue(forKey: key) else { return nil }
    while host.first < host.waiting.count {
      let next = host.waiting[host.first]
      host.first += 1
      // Those that have timed out or were cancelled in the queue are left out here.
      if !next.isFinished {
        if host.first > 64, host.first * 2 > host.waiting.count {
          host.waiting.removeFirst(host.first)
          host.first = 0
        }
        hosts[key] = host
        return next
      }
    }
    host.running -= 1
    host.waiting = []
    host.first = 0
    if host.running > 0 { hosts[key] = host }
    return nil
  }
}
