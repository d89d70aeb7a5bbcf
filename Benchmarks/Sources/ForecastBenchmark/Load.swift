import TimeSeries

/// A load with a daily course and noise, in whole requests; one value in 200 is missing. The same in every run.
struct Load {
  let seed: Int

  /// The moment of step `place`.
  static func moment(_ place: Int) -> Timestamp {
    Timestamp(milliseconds: Int64(place) * 15_000)
  }

  /// The load at step `place`, NaN where it is missing.
  func value(_ place: Int) -> Double {
    var state = UInt64(truncatingIfNeeded: seed &* 1_000_003 &+ place) &* 0x9E37_79B9_7F4A_7C15
    func uniform() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double((state ^ (state >> 29)) >> 11) * 0x1p-53
    }
    _ = uniform()
    let phase = Double(place % 5760) / 5760
    let course = 1000 + 16_000 * phase * (1 - phase)
    let value = (course + 200 * (uniform() + uniform() - 1)).rounded()
    return uniform() < 0.005 ? .nan : value
  }

  func sample(_ place: Int) -> Sample {
    Sample(timestamp: Self.moment(place), value: value(place))
  }

  /// The first `count` steps.
  func series(_ count: Int) -> RegularSeries {
    RegularSeries(
      start: Self.moment(0), step: .seconds(15), values: (0..<count).map { value($0) })
  }

  /// The first `count` steps, compressed.
  func archive(_ count: Int) -> CompressedSeries {
    var archive = CompressedSeries()
    for place in 0..<count { archive.append(sample(place)) }
    return archive
  }
}
