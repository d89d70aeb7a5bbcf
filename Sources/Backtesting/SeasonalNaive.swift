/// Yesterday's load again: the largest load of the start-up time that followed the same moment a day ago, grown as load has since, and as much more as the quantile of
/// its own errors over the last week asks for.
///
/// What anybody would try first; it acts directly, without the HPA's tolerance and windows.
public struct SeasonalNaive: ScalingPolicy {
  private let level: Double
  private let lead: Int
  private let day: Int
  private let hour: Int
  private var loads: [Double] = []
  /// The forecasts of the last ticks that wait for their outcome.
  private var forecasts: [Double] = []
  /// How much more came than was forecast, of the last week.
  private var ratios: [Double] = []
  private var factor = 1.0

  /// - Parameters:
  ///   - share: the share of time in which load may exceed ready capacity.
  ///   - startup: the time until a new replica serves.
  public init(share: Double, tick: Duration, startup: Duration) {
    level = 1 - share
    lead = max(1, Int((startup / tick).rounded(.up)))
    day = max(1, Int((Duration.seconds(86_400) / tick).rounded()))
    hour = max(1, Int((Duration.seconds(3600) / tick).rounded()))
  }

  /// Takes a load of the past.
  public mutating func warmUp(_ load: Double?) { observe(load) }

  /// The replicas to ask for.
  public mutating func replicas(for load: Double?, total: Int, ready: Int) -> Int {
    observe(load)
    let now = loads[loads.count - 1]
    return Int((max(now, forecasts[forecasts.count - 1] * factor) - 1e-9).rounded(.up))
  }

  private mutating func observe(_ load: Double?) {
    let now = max(0, load ?? loads.last ?? 0)
    loads.append(now)
    let place = loads.count - 1
    let made = place - lead
    if made >= 0, forecasts[made] > 0 {
      ratios.append((loads[made...place].max() ?? now) / forecasts[made])
    }
    var forecast = now
    if place >= day {
      let then = place - day
      let past = loads[then]
      let peak = loads[then...min(place, then + lead)].max() ?? past
      // The mean of both, as factors: yesterday's rise on today's level, and yesterday's peak.
      forecast = past > 0 ? (now * peak / past * peak).squareRoot() : peak
    }
    forecasts.append(forecast)
    guard place % hour == 0, !ratios.isEmpty else { return }
    if ratios.count > 7 * day { ratios.removeFirst(ratios.count - 7 * day) }
    let sorted = ratios.sorted()
    factor = sorted[min(sorted.count - 1, Int((level * Double(sorted.count)).rounded(.up)))]
  }
}
