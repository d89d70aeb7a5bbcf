/// Rows of text in columns: texts to the left, numbers to the right.
struct TextTable {
  private let rows: [[String]]
  private let textColumns: Set<Int>

  /// - Parameters:
  ///   - rows: of equal length, the first of them the headings.
  ///   - textColumns: the columns that hold no numbers.
  init(_ rows: [[String]], textColumns: Set<Int>) {
    self.rows = rows
    self.textColumns = textColumns
  }

  /// The lines, each with its line break.
  var text: String {
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let cells = row.enumerated().map { column, cell in
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        return textColumns.contains(column) ? cell + padding : padding + cell
      }
      var line = cells.joined(separator: "  ")
      while line.hasSuffix(" ") { line.removeLast() }
      return line + "\n"
    }.joined()
  }
}
