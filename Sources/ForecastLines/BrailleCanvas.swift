/// Lines of braille dots, two by four to a character, over a shaded band.
struct BrailleCanvas {
  /// What a line shows, and so its colour.
  enum Ink { case history, mean }

  let columns: Int
  let rows: Int
  private let bottom: Double
  private let top: Double
  private var dots: [UInt8]
  private var inks: [Ink]
  private var shaded: [Bool]

  init(columns: Int, rows: Int, bottom: Double, top: Double) {
    self.columns = columns
    self.rows = rows
    self.bottom = bottom
    self.top = top
    dots = Array(repeating: 0, count: columns * rows)
    inks = Array(repeating: .history, count: columns * rows)
    shaded = Array(repeating: false, count: columns * rows)
  }

  /// The dot row of `value`, 0 at the top.
  private func level(_ value: Double) -> Int {
    let share = (value - bottom) / (top - bottom)
    return Int(((1 - min(max(share, 0), 1)) * Double(4 * rows - 1)).rounded())
  }

  /// Shades between `low` and `high`, whose first values stand at place `start` of `total`.
  mutating func shade(low: [Double], high: [Double], from start: Int, of total: Int) {
    for column in 0..<columns {
      let places = places(of: column, in: low.count, from: start, of: total, columns: columns)
      guard let from = mean(low, places), let to = mean(high, places) else { continue }
      for row in level(to) / 4...max(level(to), level(from)) / 4 {
        shaded[row * columns + column] = true
      }
    }
  }

  /// Draws `values`, whose first stands at place `start` of `total`, as a line; gaps stay open.
  mutating func draw(_ values: [Double], from start: Int, of total: Int, ink: Ink) {
    var previous: Int?
    for column in 0..<2 * columns {
      let places = places(
        of: column, in: values.count, from: start, of: total, columns: 2 * columns)
      guard !places.isEmpty, let value = mean(values, places) else {
        previous = nil
        continue
      }
      let dot = level(value)
      // From beside the dot before to this one, so that a steep line has no holes.
      let last = previous ?? dot
      let joint = last < dot ? last + 1 : last > dot ? last - 1 : dot
      for y in min(joint, dot)...max(joint, dot) { set(x: column, y: y, ink: ink) }
      previous = dot
    }
  }

  /// The indices of the values that a column shows; where values are fewer than columns, the one that stands there.
  private func places(
    of column: Int, in count: Int, from start: Int, of total: Int, columns: Int
  ) -> Range<Int> {
    let first = column * total / columns
    let last = max(first + 1, (column + 1) * total / columns)
    let lower = min(max(first - start, 0), count)
    let upper = min(max(last - start, 0), count)
    return lower..<max(lower, upper)
  }

  private func mean(_ values: [Double], _ places: Range<Int>) -> Double? {
    var sum = 0.0
    var count = 0.0
    for place in places where values[place].isFinite {
      count += 1
      sum += (values[place] - sum) / count
    }
    return count > 0 ? sum : nil
  }

  private mutating func set(x: Int, y: Int, ink: Ink) {
    // The dots of a braille character are numbered down the left column, then the right, but for its last row.
    let bits: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]
    let cell = y / 4 * columns + x / 2
    dots[cell] |= bits[y % 4][x % 2]
    inks[cell] = ink
  }

  /// The characters of a row, blanks at its end left out.
  func line(_ row: Int, usesColor: Bool) -> String {
    var text = ""
    var color = ""
    for cell in row * columns..<(row + 1) * columns {
      let character: Character
      var wanted = ""
      if dots[cell] != 0 {
        character = Unicode.Scalar(0x2800 + UInt32(dots[cell])).map { Character($0) } ?? " "
        wanted = inks[cell] == .mean ? "\u{1B}[36m" : ""
      } else if shaded[cell] {
        character = "░"
        wanted = "\u{1B}[2;36m"
      } else {
        character = " "
      }
      if usesColor, wanted != color {
        text += "\u{1B}[0m" + wanted
        color = wanted
      }
      text.append(character)
    }
    if usesColor, !color.isEmpty { text += "\u{1B}[0m" }
    while text.last == " " { text.removeLast() }
    return text
  }
}
