/// A mean over earlier days: over those that are like the day in question, working days or days off, and over all where none is.
struct DayMean: Sendable {
  private var alike = (sum: 0.0, count: 0.0)
  private var other = (sum: 0.0, count: 0.0)

  /// Takes in what a day had, a finite value.
  mutating func add(_ value: Double, isAlike: Bool) {
    if isAlike {
      alike.sum += value
      alike.count += 1
    } else {
      other.sum += value
      other.count += 1
    }
  }

  /// The number of days.
  var count: Int { Int(alike.count + other.count) }

  /// The mean; NaN of no day.
  var value: Double {
    alike.count > 0 ? alike.sum / alike.count : other.sum / other.count
  }
}
