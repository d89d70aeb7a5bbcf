internal import TimeSeries
public import InstanceMix

extension MixSettings {
  /// What a mix must keep to, without what depends on what runs.
  public var constraints: MixConstraints {
    var constraints = MixConstraints()
    constraints.maximumLatencyMilliseconds = maxLatency.map { Int($0.milliseconds) }
    constraints.budgetMicrodollarsPerHour = budgetDollarsPerHour.map {
      Int(min(($0 * 1e6).rounded(), Double(MixProblem.largestNumber)))
    }
    constraints.maximumSpotSharePerMille = spotShare.map {
      // 0.3 is not exactly three tenths: what is nearer than a millionth to a whole thousandth is one.
      Int(($0 * 1000 + 1e-6).rounded(.down))
    }
    constraints.maximumInstances = maxInstances
    constraints.minimumTypes = minTypes
    constraints.minimumZones = minZones
    constraints.survival = survival.map {
      SurvivalRequirement(probability: $0, correlation: interruptedBy)
    }
    return constraints
  }

  /// What a change costs, as a rate: spread over the time within which a saving must pay for it.
  public var switching: SwitchingCost? {
    guard let change, change.startDollars > 0 || change.stopDollars > 0 else { return nil }
    func rate(_ dollars: Double) -> Int {
      let perHour = dollars * 1e6 / (change.payback.inSeconds / 3600)
      return Int(min(perHour.rounded(), Double(MixProblem.largestNumber >> 20)))
    }
    return SwitchingCost(
      microdollarsPerStart: rate(change.startDollars),
      microdollarsPerStop: rate(change.stopDollars))
  }

  /// The offers of a catalogue that count: those of the region, with what each instance keeps for itself taken off.
  public func offers(of catalogue: Catalogue) -> Catalogue {
    (region.map(catalogue.inRegion) ?? catalogue).reserving(reserve)
  }
}
