internal import TimeSeries

/// Builds series from the records of one file after the other.
struct HistoryReplay {
  /// The series so far, by slot.
  private(set) var series: [CompressedSeries] = []
  private(set) var names: [String] = []
  private var slots: [String: Int] = [:]

  /// Samples later than this are left out.
  let limit: Timestamp
  private(set) var futureSamples = 0

  /// Samples that came behind a later one of their series, as after a clock was set back.
  private(set) var unorderedSamples = 0

  /// When the file that was read last ends.
  private(set) var extent = TimeExtent()

  /// Samples of the past, by slot; taken in at the end of the file, all together.
  private var past: [Int: [Sample]] = [:]

  /// What ids mean in the present file, and in its last layout.
  private var slotOfID: [UInt32: Int] = [:]
  private var layoutNumber: UInt32?
  private var layoutSlots: [Int] = []

  /// A slot for values whose series' name was lost.
  private static let unknown = -1

  /// A replay of samples up to `limit`.
  init(through limit: Timestamp) {
    self.limit = limit
  }

  /// Takes in the records of a file.
  ///
  /// - Returns: how many of them made no sense.
  mutating func read(_ payloads: [Range<Int>], of bytes: [UInt8]) -> Int {
    slotOfID = [:]
    layoutNumber = nil
    extent = TimeExtent()
    var senseless = 0
    for payload in payloads where !apply(bytes[payload]) { senseless += 1 }
    for (slot, samples) in past { series[slot].merge(samples) }
    past = [:]
    return senseless
  }

  private mutating func apply(_ payload: ArraySlice<UInt8>) -> Bool {
    var reader = PayloadReader(payload)
    guard let kind = reader.number(UInt8.self).flatMap(HistoryRecord.init(rawValue:)) else {
      return false
    }
    return switch kind {
    case .names: applyNames(&reader)
    case .layout: applyLayout(&reader)
    case .tick: applyTick(&reader)
    case .chunk: applyChunk(&reader)
    }
  }

  private mutating func applyNames(_ reader: inout PayloadReader) -> Bool {
    guard let count = reader.number(UInt32.self) else { return false }
    for _ in 0..<count {
      guard let id = reader.number(UInt32.self), let length = reader.number(UInt32.self),
        let name = reader.bytes(Int(length))
      else { return false }
      slotOfID[id] = slot(of: String(decoding: name, as: UTF8.self))
    }
    return true
  }

  private mutating func slot(of name: String) -> Int {
    if let slot = slots[name] { return slot }
    slots[name] = names.count
    names.append(name)
    series.append(CompressedSeries())
    return names.count - 1
  }

  private mutating func applyLayout(_ reader: inout PayloadReader) -> Bool {
    layoutNumber = nil
    guard let number = reader.number(UInt32.self), let count = reader.number(UInt32.self),
      reader.count == Int(count) * 4
    else { return false }
    layoutSlots.removeAll(keepingCapacity: true)
    var isWhole = true
    while let id = reader.number(UInt32.self) {
      let slot = slotOfID[id]
      isWhole = isWhole && slot != nil
      layoutSlots.append(slot ?? Self.unknown)
    }
    layoutNumber = number
    return isWhole
  }

  private mutating func applyTick(_ reader: inout PayloadReader) -> Bool {
    guard let number = reader.number(UInt32.self), number == layoutNumber,
      let milliseconds = reader.number(Int64.self), reader.count == layoutSlots.count * 8
    else { return false }
    let moment = Timestamp(milliseconds: milliseconds)
    extent.add(moment, limit)
    guard moment <= limit else {
      futureSamples += layoutSlots.count
      return true
    }
    for slot in layoutSlots {
      guard let bits = reader.number(UInt64.self) else { return false }
      guard slot != Self.unknown else { continue }
      let sample = Sample(timestamp: moment, value: Double(bitPattern: bits))
      if !series[slot].append(sample) {
        unorderedSamples += 1
        past[slot, default: []].append(sample)
      }
    }
    return true
  }

  private mutating func applyChunk(_ reader: inout PayloadReader) -> Bool {
    guard let slot = reader.number(UInt32.self).flatMap({ slotOfID[$0] }),
      let bytes = reader.bytes(reader.count), let chunk = CompressedChunk(bytes: Array(bytes))
    else { return false }
    extent.add(chunk, limit)
    guard chunk.lastTimestamp <= limit else {
      let samples = chunk.samples.prefix { $0.timestamp <= limit }
      futureSamples += chunk.count - samples.count
      past[slot, default: []] += samples
      return true
    }
    if !series[slot].append(chunk: chunk) { past[slot, default: []] += chunk.samples }
    return true
  }
}
