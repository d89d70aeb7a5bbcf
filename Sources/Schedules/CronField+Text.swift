extension CronField {
  /// What may stand in one of the fields.
  struct Vocabulary {
    let field: CronError.Field
    let range: ClosedRange<Int>
    /// Names of the values from `range.lowerBound` on.
    var names: [String] = []

    static let all = [
      Vocabulary(field: .minute, range: 0...59),
      Vocabulary(field: .hour, range: 0...23),
      Vocabulary(field: .dayOfMonth, range: 1...31),
      Vocabulary(
        field: .month, range: 1...12,
        names: [
          "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
        ]),
      Vocabulary(
        field: .dayOfWeek, range: 0...7,
        names: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]),
    ]

    /// How many different values there are: days of the week have one twice.
    var count: Int { field == .dayOfWeek ? 7 : range.count }

    /// The values that `*` stands for.
    var whole: ClosedRange<Int> { range.lowerBound...(range.lowerBound + count - 1) }

    /// What a value looks like, for messages.
    var expectation: String {
      let numbers = "a number from \(range.lowerBound) to \(range.upperBound)"
      guard let first = names.first, let last = names.last else { return numbers }
      return "\(numbers) or a name from \(first) to \(last)"
    }

    /// The value that `text`, of the list's `part`, says; a name in any letter case.
    func value(_ text: Substring, of part: Substring) throws(CronError) -> Int {
      if let index = names.firstIndex(of: text.uppercased()) { return range.lowerBound + index }
      guard let number = Self.number(text), range.contains(number) else {
        throw CronError(field: field, found: text.isEmpty ? part : text, expected: expectation)
      }
      return number
    }

    /// A whole number in one to four digits, without a sign.
    static func number(_ text: Substring) -> Int? {
      let isNumber = text.utf8.allSatisfy { (0x30...0x39).contains($0) }
      return isNumber && (1...4).contains(text.utf8.count) ? Int(text) : nil
    }
  }

  /// Reads a field: `*`, values and ranges, each with a step or without, joined by commas.
  init(_ text: Substring, _ vocabulary: Vocabulary) throws(CronError) {
    self.init()
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard !part.isEmpty else {
        throw CronError(
          field: vocabulary.field, found: text,
          expected: "`*` or \(vocabulary.expectation) between commas")
      }
      formUnion(try Self.part(part, vocabulary))
    }
    isStar = text.hasPrefix("*")
    if vocabulary.field == .dayOfWeek { joinSundays() }
  }

  /// One part of a list. `5/15` is `5-59/15`, as Kubernetes' and KEDA's cron read it.
  private static func part(
    _ text: Substring, _ vocabulary: Vocabulary
  ) throws(CronError) -> CronField {
    let halves = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    let values = halves[0]
    var step = 1
    if halves.count == 2 {
      guard let number = Vocabulary.number(halves[1]), (1...vocabulary.count).contains(number)
      else {
        throw CronError(
          field: vocabulary.field, found: text,
          expected: "a step from 1 to \(vocabulary.count) after the `/`")
      }
      step = number
    }
    if values == "*" { return CronField(vocabulary.whole, step: step) }
    let ends = values.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    let first = try vocabulary.value(ends[0], of: text)
    guard ends.count == 2 else {
      let last = halves.count == 2 ? max(first, vocabulary.whole.upperBound) : first
      return CronField(first...last, step: step)
    }
    var last = try vocabulary.value(ends[1], of: text)
    // A week that ends on Sunday: FRI-SUN.
    if vocabulary.field == .dayOfWeek, last == 0, first > 0 { last = 7 }
    guard first <= last else {
      throw CronError(
        field: vocabulary.field, found: text,
        expected: "a range that ascends, or two ranges with a comma between them")
    }
    return CronField(first...last, step: step)
  }
}
