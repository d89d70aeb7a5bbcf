import FileAccess
import HistoryStore
import TimeSeries

/// A store in a folder of its own, and what it should hold.
struct HistoryScene {
  static let start = Timestamp(milliseconds: 1_700_000_000_000)

  /// The moment of tick `index`.
  static func moment(_ index: Int) -> Timestamp { start + .seconds(15) * index }

  static func open(
    _ folder: TemporaryFolder, retention: Duration = .seconds(1_000_000_000), now: Timestamp? = nil
  ) throws(FileError) -> (
    store: HistoryStore, series: [String: CompressedSeries], report: RecoveryReport
  ) {
    try HistoryStore.open(
      folder.file("history"), retention: retention, now: now ?? moment(1_000_000))
  }

  /// The value of series `name` at tick `index`; nil where it has no sample then.
  static func value(_ name: String, _ index: Int) -> Double? {
    switch name {
    case "checkout/requests": 100 + Double(index % 17) / 4
    case "warteschlange/größe ☃": index.isMultiple(of: 7) ? .nan : Double(index * index % 101)
    case "": -0.0
    case "comes and goes": index / 5 % 2 == 0 ? nil : Double(index) * 0.1
    default: nil
    }
  }

  static let names = ["checkout/requests", "warteschlange/größe ☃", "", "comes and goes"]

  /// Writes ticks `range` to `store`.
  static func write(_ range: Range<Int>, to store: HistoryStore) throws {
    for index in range {
      let entries = names.compactMap { name in
        value(name, index).map { HistoryStore.Entry(series: store.id(of: name), value: $0) }
      }
      try store.append(at: moment(index), entries)
    }
  }

  /// Whether `series` hold exactly the samples of ticks `range`.
  static func holds(_ series: [String: CompressedSeries], _ range: Range<Int>) -> Bool {
    names.allSatisfy { name in
      let expected = range.compactMap { index in
        value(name, index).map { Sample(timestamp: moment(index), value: $0) }
      }
      return areIdentical(series[name]?.allSamples ?? [], expected)
    } && Set(series.keys).isSubset(of: names)
  }

  static func areIdentical(_ left: [Sample], _ right: [Sample]) -> Bool {
    left.count == right.count
      && zip(left, right).allSatisfy {
        $0.timestamp == $1.timestamp
          && ($0.value.bitPattern == $1.value.bitPattern || ($0.value.isNaN && $1.value.isNaN))
      }
  }
}

extension CompressedSeries {
  var allSamples: [Sample] {
    samples(from: Timestamp(milliseconds: .min), through: Timestamp(milliseconds: .max))
  }
}
