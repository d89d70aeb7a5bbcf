/// What announced events did to a load each time, learnt from one stretch of it.
enum EventEffects {
  /// One time that an event took place: its steps within the stretch, `first` through `last`; they may lie beyond it.
  struct Span: Sendable {
    var name: String
    var first: Int
    var last: Int
  }

  /// How many days before and after are looked at.
  private static let reach = 7

  /// The steps of an event from which on its effect is known, and the most that are looked at.
  private static let steps = (least: 3, most: 4096)

  /// For each name the median, over the event's steps, of the difference from the mean at the same time of other days without events; of an
  /// event that was too short, or has no such days, nothing. O(steps · days).
  ///
  /// - Parameters:
  ///   - values: transformed loads, NaN for a gap.
  ///   - other: the step at the same time on the clock so many days before a step, negative for after; nil where that day is of another kind.
  static func of(
    _ spans: [Span], in values: [Double], other: (_ days: Int, _ place: Int) -> Int?
  ) -> [String: Double] {
    var isEvent = [Bool](repeating: false, count: values.count)
    for span in spans where span.first < values.count && span.last >= 0 && span.first <= span.last {
      for place in max(0, span.first)...min(span.last, values.count - 1) { isEvent[place] = true }
    }
    var differences: [String: [Double]] = [:]
    // The newest first: they count most where there are too many.
    for span in spans.reversed() where span.first < values.count && span.last >= 0 {
      guard span.first <= span.last else { continue }
      for place in max(0, span.first)...min(span.last, values.count - 1) {
        guard values[place].isFinite, differences[span.name, default: []].count < steps.most else {
          continue
        }
        var sum = 0.0
        var count = 0.0
        for days in -reach...reach where days != 0 {
          guard let place = other(days, place), values.indices.contains(place), !isEvent[place],
            values[place].isFinite
          else { continue }
          sum += values[place]
          count += 1
        }
        if count > 0 { differences[span.name, default: []].append(values[place] - sum / count) }
      }
    }
    var effects: [String: Double] = [:]
    for (name, found) in differences where found.count >= steps.least {
      effects[name] = found.sorted()[found.count / 2]
    }
    return effects
  }
}
