public import TimeSeries

extension RegularSeries {
  /// The series in a column of a CSV file, on a grid from its first time on.
  ///
  /// A value counts at the nearest step; of several at one step the last does. The file's form is that of `TraceTable`.
  ///
  /// - Parameters:
  ///   - column: the column's name in the header row; nil: the first after the time.
  ///   - step: the time between steps; nil: the commonest time between rows.
  /// - Throws: what is wrong, with the line where there is one.
  public init(
    csv bytes: [UInt8], column: String? = nil, step: Duration? = nil
  ) throws(ForecastLineError) {
    let table: TraceTable
    do {
      table = try TraceTable(csv: bytes)
    } catch {
      throw ForecastLineError(error.description)
    }
    guard let values = column.map(table.column(named:)) ?? table.columns.first else {
      let names = table.columns.map(\.name).joined(separator: ", ")
      throw ForecastLineError("there is no column '\(column ?? "")', only \(names)")
    }
    guard let step = step ?? table.usualStep, step.milliseconds > 0 else {
      throw ForecastLineError("one row does not tell the step; give it with --step")
    }
    let most = ForecastLine.maximumCount
    let first = table.timestamps[0].milliseconds
    let length = step.milliseconds
    var grid: [Double] = []
    for (timestamp, value) in zip(table.timestamps, values.values) {
      let (elapsed, overflow) = timestamp.milliseconds.subtractingReportingOverflow(first)
      let index = elapsed / length + (elapsed % length >= (length + 1) / 2 ? 1 : 0)
      guard !overflow, index < most else {
        throw ForecastLineError("from first to last row there are more than \(most) steps")
      }
      while grid.count <= index { grid.append(.nan) }
      grid[Int(index)] = value
    }
    self.init(start: table.timestamps[0], step: step, values: grid)
  }
}
