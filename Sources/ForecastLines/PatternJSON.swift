public import Forecasting
public import JSON
internal import Calendar
internal import TimeSeries

extension JSONWriter {
  /// Writes the value of a report: one object; what was not found is `null` or an empty list.
  public mutating func patterns(_ report: PatternReport) {
    beginObject()
    member("from", report.start.rfc3339)
    member("to", report.end.rfc3339)
    member("time_zone", report.zone)
    member("known_ratio", report.knownShare)
    member("mean", report.mean)
    member("standard_deviation", report.deviation)
    profile("daily", report.daily)
    profile("weekly", report.weekly)
    hours("peak_hours", report.peakHours)
    hours("low_hours", report.lowHours)
    windows(report.maintenanceWindows)
    spikes(report.spikes)
    trend(report.trend)
    key("seasons")
    beginArray()
    for season in report.seasons {
      beginObject()
      member("period_seconds", season.period.inSeconds)
      member("strength", season.strength)
      member("cycles", season.cycles)
      endObject()
    }
    endArray()
    key("strengths")
    beginObject()
    for (pattern, ratio) in report.strengths { member(pattern, ratio) }
    endObject()
    endObject()
  }

  private mutating func profile(_ name: String, _ profile: LoadProfile?) {
    key(name)
    guard let profile else { return null() }
    beginObject()
    member("cycles", profile.cycles)
    member("reliability", profile.reliability)
    key("means")
    beginArray()
    for mean in profile.means { if let mean { number(mean) } else { null() } }
    endArray()
    endObject()
  }

  private mutating func hours(_ name: String, _ hours: [HourPattern]) {
    key(name)
    beginArray()
    for hour in hours {
      beginObject()
      member("hour", hour.hour)
      member("mean", hour.mean)
      member("relative", hour.relative)
      member("reliability", hour.reliability)
      endObject()
    }
    endArray()
  }

  private mutating func windows(_ windows: [MaintenanceWindow]) {
    key("maintenance_windows")
    beginArray()
    for window in windows {
      beginObject()
      member("weekday", window.weekday?.name)
      member("hour", window.hour)
      member("hours", window.hours)
      member("mean", window.mean)
      member("relative", window.relative)
      member("reliability", window.reliability)
      member("occasions", window.occasions)
      endObject()
    }
    endArray()
  }

  private mutating func spikes(_ spikes: SpikePattern?) {
    key("spikes")
    guard let spikes else { return null() }
    beginObject()
    member("threshold", spikes.threshold)
    member("count", spikes.count)
    member("per_day", spikes.perDay)
    member("mean_size", spikes.meanSize)
    member("peak", spikes.peak)
    member("typical_duration_seconds", spikes.typicalDuration.inSeconds)
    member("typical_hour", spikes.typicalHour)
    member("typical_hour_ratio", spikes.typicalHourShare)
    member("on_the_hour_ratio", spikes.onTheHourShare)
    member("after_rise_ratio", spikes.afterRiseShare)
    member("reliability", spikes.reliability)
    key("newest")
    beginArray()
    for spike in spikes.spikes {
      beginObject()
      member("start", spike.start.rfc3339)
      member("duration_seconds", spike.duration.inSeconds)
      member("peak", spike.peak)
      member("size", spike.size)
      member("level_before", spike.levelBefore)
      member("trend_before_per_hour", spike.trendBefore)
      member("hour", spike.hour)
      member("on_the_hour", spike.isOnTheHour)
      endObject()
    }
    endArray()
    endObject()
  }

  private mutating func trend(_ trend: TrendPattern?) {
    key("trend")
    guard let trend else { return null() }
    beginObject()
    member("per_day", trend.perDay)
    member("per_week", trend.perWeek)
    member("relative_per_day", trend.relativePerDay)
    member("days", trend.days)
    member("reliability", trend.reliability)
    endObject()
  }
}

/// The patterns of one series as a line of JSON.
public enum PatternLine {
  /// `{"id":...,"patterns":{...}}` and a line feed.
  public static func bytes(_ report: PatternReport, id: SeriesID) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("id", id.json)
    writer.key("patterns")
    writer.patterns(report)
    writer.endObject()
    writer.endLine()
    return writer.bytes
  }
}
