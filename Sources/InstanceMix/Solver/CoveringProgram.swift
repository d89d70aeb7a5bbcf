/// A mix problem as an integer covering program, the form that is solved.
///
///     minimize    constant + sum of cost_j x_j
///     such that   sum of coefficient_ij x_j >= demand_i   for every row i, all coefficients >= 0
///                 sum of x_j <= maximumInstances, sum of price_j x_j <= budget
///                 at least minimumTypes types and minimumZones zones have x_j > 0
///                 0 <= x_j <= upper_j, whole
///
/// A column is an offer, or the part of an offer that is kept of what runs now, or the part that is
/// started anew. Coefficients are stored by rows.
struct CoveringProgram {
  var constant = 0
  var cost: [Int] = []
  var upper: [Int] = []
  /// The most of each column that its offers allow; `upper` may be tighter for the sake of the cost.
  var offered: [Int] = []
  var price: [Int] = []
  var type: [Int] = []
  var zones = IndexLists()
  var coefficients: [Int] = []
  var demand: [Int] = []
  /// The last rows ask for instances in zones.
  var zoneRowCount = 0
  var maximumInstances: Int?
  var budget: Int?
  var minimumTypes = 0
  var minimumZones = 0

  /// For each column what it stands for: offers of a problem, or columns of a larger program.
  var members = IndexLists()

  var columnCount: Int { cost.count }
  var rowCount: Int { demand.count }

  /// The coefficient of a column in a row.
  func coefficient(row: Int, column: Int) -> Int { coefficients[row * columnCount + column] }

  /// The greatest common divisor of the costs of all columns: the cost of every mix lies on
  /// `constant` plus its multiples. 0 where every cost is.
  var costLattice: Int {
    var divisor = 0
    for value in cost {
      divisor = greatestCommonDivisor(divisor, value)
      if divisor == 1 { break }
    }
    return divisor
  }
}

/// Lists of indices, one for each column, in one piece of memory.
struct IndexLists {
  private(set) var starts = [0]
  private(set) var indices: [Int] = []

  var count: Int { starts.count - 1 }

  subscript(column: Int) -> ArraySlice<Int> { indices[starts[column]..<starts[column + 1]] }

  mutating func append(_ list: some Sequence<Int>) {
    indices.append(contentsOf: list)
    starts.append(indices.count)
  }

  mutating func append(single index: Int) {
    indices.append(index)
    starts.append(indices.count)
  }

  mutating func reserveCapacity(_ count: Int) {
    starts.reserveCapacity(count + 1)
    indices.reserveCapacity(count)
  }
}

/// The greatest common divisor of two numbers, 0 and above; the sign of the arguments does not count.
func greatestCommonDivisor(_ first: Int, _ second: Int) -> Int {
  var (a, b) = (first.magnitude, second.magnitude)
  while b != 0 { (a, b) = (b, a % b) }
  return Int(a)
}
