public import Calendar

/// The presets by name.
public enum SchedulePreset: String, CaseIterable, Hashable, Sendable {
  case businessHours = "business_hours"
  case weekend
  case maintenanceWindow = "maintenance_window"

  /// The preset's schedules as they stand, on the clock of `zone`.
  public func schedules(zone: TimeZoneRules = .utc) throws(ScheduleError) -> [ReplicaSchedule] {
    switch self {
    case .businessHours: try ReplicaSchedule.businessHours(zone: zone)
    case .weekend: try ReplicaSchedule.weekend(zone: zone)
    case .maintenanceWindow: try ReplicaSchedule.maintenanceWindow(zone: zone)
    }
  }
}
