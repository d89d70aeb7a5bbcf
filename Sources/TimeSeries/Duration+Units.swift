extension Duration {
  /// The whole milliseconds in this duration, rounded towards zero; at most what 64 bits hold.
  public var milliseconds: Int64 {
    let (seconds, attoseconds) = components
    return seconds.saturatingMultiply(1000)
      .saturatingAdd(attoseconds / 1_000_000_000_000_000)
  }

  /// This duration in seconds.
  public var inSeconds: Double {
    let (seconds, attoseconds) = components
    return Double(seconds) + Double(attoseconds) * 1e-18
  }
}
