internal import Calendar
public import Forecasting
internal import TimeSeries

/// A report of patterns for people, with how far to rely on each.
public enum PatternText {
  private static let bars = Array("▁▂▃▄▅▆▇█")

  /// The report in some twenty lines.
  public static func text(_ report: PatternReport) -> String {
    var lines = [
      "\(report.start.rfc3339) to \(report.end.rfc3339), clock of \(report.zone), \(percent(report.knownShare)) known",
      "mean \(shortNumber(report.mean)), standard deviation \(shortNumber(report.deviation))",
      "",
    ]
    lines += day(report)
    lines += week(report)
    lines += hours("peak hours", report.peakHours) + hours("low hours", report.lowHours)
    lines += report.maintenanceWindows.map(window)
    lines += spikes(report.spikes)
    if let trend = report.trend {
      let relative = trend.relativePerDay.map { " (\(signed($0 * 100)) %)" } ?? ""
      lines.append(
        row(
          "trend",
          "\(signed(trend.perDay)) a day\(relative), \(signed(trend.perWeek)) a week, over \(trend.days) days",
          trend.reliability))
    }
    for season in report.seasons {
      lines.append(
        row(
          "season", "\(season.period.prometheusText), seen \(shortNumber(season.cycles)) times",
          season.strength))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func day(_ report: PatternReport) -> [String] {
    guard let profile = report.daily else { return ["daily profile: too little is known"] }
    return [
      row(
        "daily profile", "00 \(line(profile.means)) 23", profile.reliability, profile.cycles, "days"
      )
    ]
  }

  private static func week(_ report: PatternReport) -> [String] {
    guard let profile = report.weekly else { return [] }
    var lines: [String] = []
    for day in 1...7 {
      let means = Array(profile.means[(day - 1) * 24..<day * 24])
      let name = Weekday(rawValue: day)?.name ?? ""
      lines.append("  \(padded(name, 22))00 \(line(means, among: profile.means)) 23")
    }
    return [row("weekly profile", "", profile.reliability, profile.cycles, "weeks")] + lines
  }

  private static func hours(_ name: String, _ hours: [HourPattern]) -> [String] {
    hours.map { hour in
      let relative = hour.relative.map { ", \(percent($0)) of the mean" } ?? ""
      return row(
        name, "\(clock(hour.hour)): \(shortNumber(hour.mean))\(relative)", hour.reliability)
    }
  }

  private static func window(_ window: MaintenanceWindow) -> String {
    let day = window.weekday?.name ?? "every day"
    let end = clock((window.hour + window.hours) % 24)
    let relative = window.relative.map { ", \(percent($0)) of the mean" } ?? ""
    return row(
      "maintenance window",
      "\(day) \(clock(window.hour)) to \(end): \(shortNumber(window.mean))\(relative)",
      window.reliability)
  }

  private static func spikes(_ spikes: SpikePattern?) -> [String] {
    guard let spikes else { return ["  \(padded("spikes", 22))none above two standard deviations"] }
    var lines = [
      row(
        "spikes",
        "\(spikes.count) above \(shortNumber(spikes.threshold)), \(shortNumber(spikes.perDay)) a day",
        spikes.reliability),
      "  \(padded("", 22))mean size \(shortNumber(spikes.meanSize)), peak \(shortNumber(spikes.peak)), typically \(spikes.typicalDuration.prometheusText)",
      "  \(padded("", 22))\(percent(spikes.typicalHourShare)) begin from \(clock(spikes.typicalHour)), \(percent(spikes.onTheHourShare)) on a full hour",
    ]
    if let share = spikes.afterRiseShare {
      lines.append("  \(padded("", 22))\(percent(share)) after a rise in the hour before")
    }
    return lines
  }

  /// A line of the report, its reliability at the end.
  private static func row(
    _ name: String, _ text: String, _ reliability: Double, _ count: Int? = nil, _ unit: String = ""
  ) -> String {
    let basis = count.map { " on \($0) \(unit)" } ?? ""
    let gap = text.isEmpty ? "" : "; "
    return
      "  \(padded(name, 22))\(text)\(gap)reliability \(shortNumber(rounded(reliability)))\(basis)"
  }

  private static func line(_ means: [Double?], among all: [Double?]? = nil) -> String {
    let known = (all ?? means).compactMap { $0 }
    guard let least = known.min(), let most = known.max() else { return "" }
    let span = most - least
    return String(
      means.map { mean -> Character in
        guard let mean else { return " " }
        let share = span > 0 ? (mean - least) / span : 0
        return bars[min(bars.count - 1, Int(share * Double(bars.count)))]
      })
  }

  private static func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }

  private static func percent(_ share: Double) -> String {
    abs(share) < 1e6 ? "\(Int((share * 100).rounded())) %" : shortNumber(share)
  }

  private static func signed(_ value: Double) -> String {
    (value > 0 ? "+" : "") + shortNumber(value)
  }

  private static func clock(_ hour: Int) -> String { (hour < 10 ? "0" : "") + "\(hour):00" }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }
}
