internal import TimeSeries

extension ReplicaSchedule {
  /// The beginnings or ends that are looked at for one that changes something: those of an expression that begins again and again, or
  /// begins where it ends, need not.
  private static let patience = 1000

  /// The first moment after `moment` at which it comes into force or ceases to be; nil where neither happens any more, or not within
  /// a thousand times that its expressions come.
  func nextChange(after moment: Timestamp) -> Timestamp? {
    let isInForce = isInForce(at: moment)
    switch timing {
    case .cron(let start, let end):
      let expression = isInForce ? end : start
      var time = moment
      for _ in 0..<Self.patience {
        guard let next = expression.next(after: time, zone: zone) else { return nil }
        if self.isInForce(at: next) != isInForce { return next }
        time = next
      }
      return nil
    case .repeating(let start, let duration):
      guard isInForce, var begun = start.previous(atOrBefore: moment, zone: zone) else {
        return start.next(after: moment, zone: zone)
      }
      for _ in 0..<Self.patience {
        let end = begun + duration
        guard let again = start.previous(atOrBefore: end, zone: zone), again > begun else {
          return end
        }
        begun = again
      }
      return nil
    case .window(let from, let to):
      return [from, to].first { $0 > moment }
    }
  }
}
