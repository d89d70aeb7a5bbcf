import TimeSeries

extension Duration {
  /// The duration in the largest unit that counts it whole, such as `1w`, `1d`, `90m` or `1500ms`.
  var shortText: String {
    let units: [(milliseconds: Int64, name: String)] = [
      (604_800_000, "w"), (86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1000, "s"),
    ]
    for unit in units where milliseconds != 0 && milliseconds % unit.milliseconds == 0 {
      return "\(milliseconds / unit.milliseconds)\(unit.name)"
    }
    return "\(milliseconds)ms"
  }
}
