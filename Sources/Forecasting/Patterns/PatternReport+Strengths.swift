extension PatternReport {
  /// How strong each kind of pattern is, 0 to 1, by the names that metrics use; what was not found is left out.
  ///
  /// `daily`, `weekly`, `peak_hours`, `low_hours`, `maintenance_window`, `spikes` and `trend` are reliabilities, of
  /// several hours or windows the first or the mean; `season_1h`, `season_1d`, `season_1w` and `season_other` are the
  /// strengths of seasons, of other ones the strongest.
  public var strengths: [(pattern: String, ratio: Double)] {
    var strengths: [(pattern: String, ratio: Double)] = []
    func add(_ pattern: String, _ ratio: Double?) {
      if let ratio, ratio.isFinite { strengths.append((pattern, min(max(0, ratio), 1))) }
    }
    add("daily", daily?.reliability)
    add("weekly", weekly?.reliability)
    add("peak_hours", peakHours.map(\.reliability).mean)
    add("low_hours", lowHours.map(\.reliability).mean)
    add("maintenance_window", maintenanceWindows.first?.reliability)
    add("spikes", spikes?.reliability)
    add("trend", trend?.reliability)
    let named: [(String, Duration)] = [
      ("season_1h", .seconds(3600)), ("season_1d", .seconds(86_400)),
      ("season_1w", .seconds(604_800)),
    ]
    for (name, period) in named {
      add(name, seasons.first { $0.period == period }?.strength)
    }
    let others = seasons.filter { season in !named.contains { $0.1 == season.period } }
    add("season_other", others.map(\.strength).max())
    return strengths
  }
}
