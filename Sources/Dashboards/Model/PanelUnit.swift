/// What a panel's values are counted in, under Grafana's names.
public enum PanelUnit: String, Hashable, Sendable {
  /// Whole things.
  case count = "none"

  /// Numbers whose unit is not known here, such as a load; large ones are shortened.
  case number = "short"

  /// Shares of one, shown in percent.
  case share = "percentunit"

  /// Seconds.
  case seconds = "s"

  /// Bytes.
  case bytes

  /// Dollars; of an hour, where the title says so.
  case dollars = "currencyUSD"

  /// Requests a second.
  case requestsPerSecond = "reqps"

  /// Events a second.
  case perSecond = "cps"

  /// Milliseconds since 1970, shown as the time that has passed.
  case moment = "dateTimeFromNow"

  /// 1 and 0.
  case yesOrNo = "bool_yes_no"

  /// Text.
  case text = "string"
}
