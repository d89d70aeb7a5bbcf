import Glibc

/// What is known of a load at a moment, for the forecast of what comes within a lead: all on the scale v = ln(u + 0.5) of load u in replicas,
/// relative to the present.
///
/// Values come one a tick. A row of features costs O(features). What lies before the first value is NaN.
struct DemandFeatures: Sendable {
  /// The tick, in seconds.
  let tick: Double
  /// The lead in ticks: a replica asked for now serves after so many.
  let lead: Int
  /// The ticks of an hour, a day.
  let hour: Int
  let day: Int

  /// v by tick, from `base` on.
  private(set) var level: [Float] = []
  /// The sum of all v before a tick.
  private var sums: [Double] = [0]
  /// The sum of all |changes| before a tick.
  private var changes: [Double] = [0]
  /// max(v_{i-lead} ... v_i).
  private var leadMaxima: [Float] = []
  /// max over the lead and a quarter of an hour before.
  private var wideMaxima: [Float] = []
  /// The sum of all squared rises before a tick: max(v_j ... v_{j+lead}) - v_j, known `lead` ticks later.
  private var rises: [Double] = [0]
  private var maxima: [MovingMaximum]
  private var minima: [MovingMaximum]
  private var leadMaximum: MovingMaximum
  private var wideMaximum: MovingMaximum
  private var latestMaxima: [Float]
  private var latestMinima: [Float]

  /// The tick of the first value that is kept.
  private(set) var base = 0
  /// The number of values that came.
  private(set) var count = 0
  private let start: Double

  private let steps = [1, 2, 4, 8, 20]
  private let meanWindows: [Int]
  private let changeWindows: [Int]
  private let riseWindows: [Int]
  private let margin: Int

  /// The number of features of a row.
  static let featureCount = 54

  /// - Parameter start: the moment of the first tick, Unix seconds.
  init(tick: Double, lead: Int, start: Double) {
    self.tick = tick
    self.lead = lead
    self.start = start
    hour = max(1, Int((3600 / tick).rounded()))
    day = max(1, Int((86_400 / tick).rounded()))
    func ticks(_ minutes: Double) -> Int { max(1, Int((minutes * 60 / tick).rounded())) }
    meanWindows = [1, 5, 15, 60, 240, 1440].map(ticks)
    changeWindows = [5, 60, 240, 1440].map(ticks)
    riseWindows = [15, 60, 240, 1440].map(ticks)
    margin = ticks(10)
    maxima = [5, 15, 60, 240, 1440].map { MovingMaximum(window: ticks($0)) }
    minima = [15, 60].map { MovingMaximum(window: ticks($0)) }
    leadMaximum = MovingMaximum(window: lead)
    wideMaximum = MovingMaximum(window: ticks(15) + lead)
    latestMaxima = Array(repeating: 0, count: maxima.count)
    latestMinima = Array(repeating: 0, count: minima.count)
  }

  /// Takes the next value.
  mutating func push(_ value: Float) {
    let place = count
    let before = level.last ?? value
    level.append(value)
    sums.append(sums[sums.count - 1] + Double(value))
    changes.append(changes[changes.count - 1] + Double(abs(value - before)))
    leadMaxima.append(leadMaximum.push(value, at: place))
    wideMaxima.append(wideMaximum.push(value, at: place))
    for index in maxima.indices { latestMaxima[index] = maxima[index].push(value, at: place) }
    for index in minima.indices { latestMinima[index] = -minima[index].push(-value, at: place) }
    count += 1
    let risen = place - lead
    if risen >= base {
      let rise = Double(leadMaxima[place - base] - level[risen - base])
      rises.append(rises[rises.count - 1] + rise * rise)
    }
    if level.count > 9 * day { forget(day) }
  }

  private mutating func forget(_ ticks: Int) {
    level.removeFirst(ticks)
    sums.removeFirst(ticks)
    changes.removeFirst(ticks)
    leadMaxima.removeFirst(ticks)
    wideMaxima.removeFirst(ticks)
    rises.removeFirst(min(ticks, rises.count - 1))
    base += ticks
  }

  /// v at a tick; NaN where it is not known any longer, or not yet.
  @inline(__always)
  func value(_ place: Int) -> Float {
    place >= base && place < count ? level[place - base] : .nan
  }

  /// max(v_j ... v_{j + lead}) - v_j; NaN where it is not known.
  @inline(__always)
  func rise(_ place: Int) -> Float {
    let end = place + lead
    return place >= base && end < count ? leadMaxima[end - base] - level[place - base] : .nan
  }

  /// Writes the features of the last tick to `row` from `offset` on.
  func write(to row: inout [Float], at offset: Int) {
    var column = offset
    @inline(__always) func put(_ value: Float) {
      row[column] = value
      column += 1
    }
    let now = count - 1
    let v = level[now - base]
    for step in steps { put(v - value(now - step)) }
    let end = sums.count - 1
    for window in meanWindows {
      let width = min(window, end)
      put(Float((sums[end] - sums[end - width]) / Double(width)) - v)
    }
    for maximum in latestMaxima { put(maximum - v) }
    for minimum in latestMinima { put(v - minimum) }
    for window in changeWindows {
      let width = min(window, end)
      put(log(Float((changes[end] - changes[end - width]) / Double(width)) + 1e-4))
    }
    let known = rises.count - 1
    for window in riseWindows {
      let width = min(window, known)
      put(
        width == 0
          ? .nan
          : Float(((rises[known] - rises[known - width]) / Double(width)).squareRoot()))
    }
    var growths: (Float, Float) = (0, -.infinity)
    var levels: (Float, Float) = (0, -.infinity)
    var peaks: (Float, Float) = (0, -.infinity)
    var days: Float = 0
    for back in 1...7 {
      let past = now - back * day
      let growth = value(past + lead) - value(past)
      let level = value(past) - v
      let end = past + lead + margin
      let peak = end >= base && past >= base ? wideMaxima[min(end, now) - base] - v : .nan
      if back == 1 || back == 7 {
        put(growth)
        put(level)
        put(peak)
      }
      if growth.isNaN || peak.isNaN { continue }
      days += 1
      growths = (growths.0 + growth, max(growths.1, growth))
      levels = (levels.0 + level, max(levels.1, level))
      peaks = (peaks.0 + peak, max(peaks.1, peak))
    }
    for (sum, most) in [growths, levels, peaks] {
      put(days > 0 ? sum / days : .nan)
      put(days > 0 ? most : .nan)
    }
    var sum: Float = 0
    var most: Float = 0
    var hours: Float = 0
    var lastHour: Float = .nan
    for back in 1...24 {
      let rise = rise(now - back * hour)
      if back == 1 { lastHour = rise }
      if rise.isNaN { continue }
      sum += rise
      most = max(most, rise)
      hours += 1
    }
    put(hours > 0 ? sum / hours : .nan)
    put(hours > 0 ? most : .nan)
    put(lastHour)
    let seconds = start + Double(now) * tick
    let phase = (seconds / 86_400 - (seconds / 86_400).rounded(.down)) * 2 * .pi
    for harmonic in 1...3 {
      put(Float(sin(phase * Double(harmonic))))
      put(Float(cos(phase * Double(harmonic))))
    }
    let weekday = Int((seconds / 86_400).rounded(.down) + 4) % 7
    put(weekday == 0 || weekday == 6 ? 1 : 0)
    put(v)
    put(exp(-v))
    let hourPhase = (seconds / 3600 - (seconds / 3600).rounded(.down)) * 2 * .pi
    put(Float(sin(hourPhase)))
    put(Float(cos(hourPhase)))
    while column < offset + Self.featureCount { put(0) }
  }
}
