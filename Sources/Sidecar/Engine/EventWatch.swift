import Configuration
import Scaling
import SignalSources
import TimeSeries

/// Begins the events of a workload's `events` when their values pass their thresholds.
struct EventWatch {
  private let events: [EventSettings]

  init(_ events: [EventSettings]) { self.events = events }

  /// Puts on the board what the values call for; a value that is not known begins and ends nothing.
  ///
  /// - Parameter readings: in the order of the settings.
  func look(at tick: Timestamp, _ readings: [Reading], _ recommender: inout Recommender) {
    for (event, reading) in zip(events, readings) {
      guard case .value(let value, let moment) = reading, tick - moment <= event.maxAge,
        value > event.above
      else { continue }
      let effect =
        event.effect
        ?? .addPercent(min(10_000, max(0, (value / event.above - 1) * 100)))
      recommender.change {
        $0.add(
          ScalingEvent(
            name: event.name, kind: event.kind, effect: effect, start: tick,
            end: tick + event.lasts, key: "query"))
      }
    }
  }
}
