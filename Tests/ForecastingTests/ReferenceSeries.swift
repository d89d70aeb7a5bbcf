import Foundation

@testable import Forecasting
import TestSupport

/// Series like those in textbooks, on which models are compared with other programs.
enum ReferenceSeries: String, CaseIterable {
  /// Ten years of months: a line whose season grows with it, as the number of airline passengers did.
  case monthly
  /// Twenty days of hours: a day, a week, and noise.
  case hourly

  var period: Int { self == .monthly ? 12 : 24 }

  var values: [Double] {
    var random = SeededGenerator(seed: 31)
    switch self {
    case .monthly:
      return (0..<120).map { index in
        let turn = 2 * Double.pi * Double(index) / 12
        let season = 1 + 0.25 * sin(turn) + 0.1 * cos(2 * turn)
        return (110 + 2.5 * Double(index)) * season * (1 + 0.03 * random.normal())
      }
    case .hourly:
      var walk = 0.0
      return (0..<480).map { index in
        let day = sin(2 * Double.pi * Double(index) / 24)
        let week = index / 24 % 7 < 5 ? 1.0 : 0.8
        walk = 0.9 * walk + 5 * random.normal()
        return 400 * week + 120 * day + walk + 10 * random.normal()
      }
    }
  }

  var sample: SmoothingSample {
    SmoothingSample(
      values[...], firstIndex: 0, phases: SeasonalPhases(season: period, limit: period))
  }
}
