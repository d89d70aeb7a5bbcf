extension SelectorDraft {
  /// The reference that was given; nil, and problems reported, where it is none.
  func finished(_ noun: String, _ given: Given, _ loading: LoadingContext) -> SignalReference? {
    let source = knownSource(noun, given, loading)
    let rules = SelectorRule.all.filter { given.has($0.name) }
    guard let rule = rules.first else {
      loading.report(
        given.place,
        "nothing to read in \(noun); expected \(NearestName.oneOf(SelectorRule.names(for: source?.kind)))"
      )
      return nil
    }
    if rules.count > 1 {
      loading.report(
        given.keyPlace(rules[1].name),
        "`\(rules[1].name)` beside `\(rule.name)`; expected one selector in \(noun)")
      return nil
    }
    checkModifiers(of: rule, given, loading)
    if let source, source.kind != rule.kind {
      loading.report(
        given.keyPlace(rule.name),
        "`\(rule.name)` reads \(rule.kind.noun), and `\(source.name)` is \(source.kind.noun); expected \(NearestName.oneOf(SelectorRule.names(for: source.kind)))"
      )
      return nil
    }
    guard let source, let selector = selector(rule, given, loading) else { return nil }
    return SignalReference(source: source.name, selector: selector)
  }

  /// The source that is named, or the only one.
  private func knownSource(_ noun: String, _ given: Given, _ loading: LoadingContext)
    -> LoadingContext.KnownSource?
  {
    guard given.has("source") else {
      if loading.sourcesAreIncomplete { return nil }
      if loading.sources.count > 1 {
        loading.report(
          given.place,
          "key `source` is missing in \(noun), and there are several sources; expected \(NearestName.oneOf(loading.sources.map(\.name)))"
        )
      }
      return loading.sources.count == 1 ? loading.sources[0] : nil
    }
    guard let source else { return nil }
    if let known = loading.sources.first(where: { $0.name == source }) { return known }
    let names = loading.sources.map(\.name)
    // Without any source the missing `sources` is the problem, and is reported.
    guard !names.isEmpty, !loading.sourcesAreIncomplete else { return nil }
    loading.report(
      given.place(of: "source"),
      "source \(Quotation.of(source)) is not configured; expected \(NearestName.suggestion(for: source, in: names))"
    )
    return nil
  }

  private func checkModifiers(of rule: SelectorRule, _ given: Given, _ loading: LoadingContext) {
    for modifier in given.among(SelectorRule.modifiers) where !rule.modifiers.contains(modifier) {
      let places = SelectorRule.all.filter { $0.modifiers.contains(modifier) }.map(\.name)
      loading.report(
        given.keyPlace(modifier),
        "`\(modifier)` says nothing with `\(rule.name)`; expected it with \(NearestName.oneOf(places))"
      )
    }
  }

  private func selector(_ rule: SelectorRule, _ given: Given, _ loading: LoadingContext)
    -> SignalSelector?
  {
    if let query { return .query(query, reduce: reduce) }
    if let metric { return .metric(metric, rate: rate, reduce: reduce) }
    if let list { return .list(key: list) }
    if let stream { return streamSelector(stream, given, loading) }
    if let sortedSet { return .sortedSet(key: sortedSet, due: due ?? false) }
    if let set { return .set(key: set) }
    if let hash { return .hash(key: hash, field: field) }
    if let key { return .key(key) }
    return column.map { .column($0) }
  }

  private func streamSelector(_ stream: String, _ given: Given, _ loading: LoadingContext)
    -> SignalSelector?
  {
    let wanted = count ?? (group == nil ? .length : .lag)
    if wanted != .length, group == nil, !given.has("group") {
      loading.report(
        given.place(of: "count"),
        "`count` is `\(wanted.rawValue)` without a group; expected `group` beside it, or `length`")
      return nil
    }
    if wanted == .length, group != nil {
      loading.warn(
        given.place(of: "count"),
        "`length` counts the whole stream, whatever the group; expected `lag` or `pending` with `group`"
      )
    }
    return .stream(key: stream, group: group, count: wanted)
  }
}
