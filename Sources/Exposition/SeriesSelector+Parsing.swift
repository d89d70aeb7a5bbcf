extension SeriesSelector {
  /// The selector that the whole of `text` is: a name, matchers in braces, or both.
  ///
  /// As in PromQL, one condition at least must not accept an empty text, for else it would select
  /// everything.
  public static func parse(_ text: String) throws(SelectorError) -> SeriesSelector {
    var parser = SelectorParser(bytes: Array(text.utf8))
    return try parser.selector()
  }
}
