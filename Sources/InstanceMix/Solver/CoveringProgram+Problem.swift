extension CoveringProgram {
  /// The program of a problem; nil where the penalties for stopping all that runs exceed
  /// ``MixProblem/largestNumber``.
  ///
  /// - An offer that is too slow, or whose limit is zero, has no column.
  /// - With switching costs a running offer has two columns: kept instances, at most as many as run,
  ///   cost price - stop, since stopping them all is paid for in `constant`; new ones cost
  ///   price + start. Kept ones are never dearer, so that no answer starts what it stops.
  /// - Need rows count capacity x (1000 - interruption) against 1000 x need; the on-demand floors of
  ///   the spot share are rows of their own where there is a spot offer, and so is every further covering.
  /// - Without switching costs the budget limits the objective itself and is left to the solver.
  init?(_ problem: MixProblem) {
    let constraints = problem.constraints
    let resourceCount = problem.resources.count
    let switching = constraints.switching
    var kept: [Bool] = []
    var offerOfColumn: [Int] = []
    offerOfColumn.reserveCapacity(problem.offers.count + 8)
    var hasSpot = false
    for (index, offer) in problem.offers.enumerated() {
      if let switching, offer.running > 0 {
        let (penalty, overflow) = switching.microdollarsPerStop.multipliedReportingOverflow(
          by: offer.running)
        let (sum, carried) = constant.addingReportingOverflow(penalty)
        guard !overflow, !carried, sum <= MixProblem.largestNumber else { return nil }
        constant = sum
      }
      if let limit = constraints.maximumLatencyMilliseconds, offer.latencyMilliseconds > limit {
        continue
      }
      let limit = offer.maximum ?? MixProblem.largestNumber
      if limit == 0 { continue }
      hasSpot = hasSpot || offer.lifecycle == .spot
      var left = limit
      if let switching, offer.running > 0 {
        let keepable = min(limit, offer.running)
        offerOfColumn.append(index)
        kept.append(true)
        cost.append(offer.microdollarsPerHour - switching.microdollarsPerStop)
        upper.append(keepable)
        price.append(offer.microdollarsPerHour)
        left = limit - keepable
        if left == 0 { continue }
      }
      offerOfColumn.append(index)
      kept.append(false)
      cost.append(offer.microdollarsPerHour + (switching?.microdollarsPerStart ?? 0))
      upper.append(left)
      price.append(offer.microdollarsPerHour)
    }

    for row in 0..<resourceCount where problem.need[row] > 0 {
      demand.append(1000 * problem.need[row])
      for index in offerOfColumn {
        let offer = problem.offers[index]
        coefficients.append(offer.capacity[row] * (1000 - offer.interruptionPerMille))
      }
    }
    if hasSpot, let share = constraints.maximumSpotSharePerMille {
      for row in 0..<resourceCount {
        let floor = ((1000 - share) * problem.need[row] + 999) / 1000
        if floor <= 0 { continue }
        demand.append(floor)
        for index in offerOfColumn {
          let offer = problem.offers[index]
          coefficients.append(offer.lifecycle == .onDemand ? offer.capacity[row] : 0)
        }
      }
    }
    for covering in constraints.coverings where covering.demand > 0 {
      demand.append(covering.demand)
      for index in offerOfColumn { coefficients.append(covering.coefficients[index]) }
    }

    offered = upper
    type = offerOfColumn.map { problem.typeIndex[$0] }
    minimumTypes = constraints.minimumTypes ?? 0
    minimumZones = constraints.minimumZones ?? 0
    if minimumZones > 0 {
      zones.reserveCapacity(offerOfColumn.count)
      for index in offerOfColumn { zones.append(single: problem.zoneIndex[index]) }
      appendZoneRows()
    }
    maximumInstances = constraints.maximumInstances
    if let switching, switching.microdollarsPerStart > 0 || switching.microdollarsPerStop > 0 {
      budget = constraints.budgetMicrodollarsPerHour
    }
    members.reserveCapacity(offerOfColumn.count)
    for index in offerOfColumn { members.append(single: index) }
  }

  /// Adds the zone rows that hold for every mix from the start: as many instances as zones and, where
  /// every zone must be in use, one instance in each. Others follow as a search needs them.
  private mutating func appendZoneRows() {
    guard columnCount > 0 else { return }
    zoneRowCount = 1
    demand.append(minimumZones)
    coefficients.append(contentsOf: repeatElement(1, count: columnCount))
    let present = Set(zones.indices)
    guard present.count == minimumZones else { return }
    for zone in present.sorted() {
      appendZoneRow(touching: [zone], demand: 1)
    }
  }

  /// Adds the row that asks for `demand` instances in the zones of `set`.
  mutating func appendZoneRow(touching set: Set<Int>, demand amount: Int) {
    zoneRowCount += 1
    demand.append(amount)
    for column in 0..<columnCount {
      coefficients.append(zones[column].contains { set.contains($0) } ? 1 : 0)
    }
  }
}
