/// Decimal text of numbers, and numbers of decimal text, without a locale and without Foundation.
///
/// Writing gives as many digits as it takes to read back as the same double; reading rounds to the
/// nearest double, as IEEE 754 has it. Nothing here traps, on any value and on any bytes.
public enum DecimalText {
  /// Room that is enough for every text that `write` makes, in bytes.
  public static let maximumLength = 32
}
