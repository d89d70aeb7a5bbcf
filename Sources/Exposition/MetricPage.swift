/// A page of metric families, in the order in which they were added.
///
/// ```swift
/// var page = MetricPage()
/// let up = try page.add(
///   MetricFamily("outrider_source_up", .gauge, help: "Whether the source answers."))
/// page[up].append(try LabelBlock(["source": "main"]), 1)
/// let body = page.render(.text)
/// ```
///
/// A page remembers what it rendered last, and copies what did not change since: families that were
/// not touched, and all samples where only the format differs. It may be filled anew (`removeAll`,
/// `add`), and finds the series that come again. The page before the last is kept too, for its room:
/// taking new room for each page costs more than writing it.
public struct MetricPage: Sendable {
  /// A family's place on its page.
  public struct FamilyID: Hashable, Sendable {
    let index: Int
  }

  private var families: [MetricFamily] = []
  private var names: Set<String> = []
  private var places: [String: Int] = [:]
  /// Families that `removeAll` has emptied and nobody has added again.
  private var emptied: Set<Int> = []
  private var last = Rendering()
  private var spare: [UInt8] = []

  /// The last page that was rendered, and where on it each family's samples are.
  private struct Rendering {
    var format: ExpositionFormat?
    var bytes: [UInt8] = []
    var samples: [(range: Range<Int>, version: Int)] = []
  }

  /// A page without families.
  public init() {}

  /// Adds a family after the others; one that `removeAll` has emptied comes back to its place.
  ///
  /// - Throws: where another family has one of its names; so does an emptied one of another type, help or unit.
  public mutating func add(_ family: MetricFamily) throws(ExpositionError) -> FamilyID {
    if let index = places[family.name], emptied.contains(index), families[index].isLike(family) {
      emptied.remove(index)
      if family.seriesCount > 0 { families[index] = family.replacing(families[index]) }
      return FamilyID(index: index)
    }
    for name in family.reservedNames where names.contains(name) { throw .duplicateFamily(name) }
    names.formUnion(family.reservedNames)
    places[family.name] = families.count
    families.append(family)
    return FamilyID(index: families.count - 1)
  }

  /// Empties the page, to be filled anew: each family is to be added again. Those that are not have
  /// no samples, and keep their names.
  public mutating func removeAll() {
    for index in families.indices { families[index].removeAll() }
    emptied = Set(families.indices)
  }

  /// The family that was added as `id` to this page, to be changed in place or to be replaced by one of the same name, type, help and unit.
  public subscript(id: FamilyID) -> MetricFamily {
    get { families[id.index] }
    set {
      let old = families[id.index]
      precondition(newValue.isLike(old), "\(newValue.name) cannot stand in for \(old.name)")
      families[id.index] = newValue.replacing(old)
    }
    _modify { yield &families[id.index] }
  }

  /// The page as `format` has it. A family of which no sample has a value is left out. O(bytes).
  public mutating func render(_ format: ExpositionFormat) -> [UInt8] {
    for index in families.indices { families[index].settle() }
    let isCurrent = last.samples.count == families.count
    let isUnchanged =
      isCurrent && last.format == format
      && zip(families, last.samples).allSatisfy { $0.version == $1.version }
    if isUnchanged { return last.bytes }

    let headers = families.map { $0.hasSamples ? $0.header(format) : [] }
    var capacity = format.trailer.utf8CodeUnitCount
    for (index, family) in families.enumerated() {
      capacity += headers[index].count + (reusable(index)?.count ?? family.maximumLineBytes)
    }
    var samples: [(range: Range<Int>, version: Int)] = []
    samples.reserveCapacity(families.count)
    var bytes = spareRoom(for: capacity)
    bytes.append(addingCapacity: capacity) { span in
      span.withUnsafeMutableBufferPointer { buffer, initializedCount in
        guard let base = buffer.baseAddress else { return }
        var next = base
        for (index, family) in families.enumerated() {
          next = Self.write(headers[index], to: next)
          let start = next - base
          if let range = reusable(index) {
            next = last.bytes.withUnsafeBufferPointer {
              Self.write(UnsafeBufferPointer(rebasing: $0[range]), to: next)
            }
          } else {
            next = family.writeLines(to: next)
          }
          samples.append((start..<(next - base), family.version))
        }
        let trailer = format.trailer
        next.update(from: trailer.utf8Start, count: trailer.utf8CodeUnitCount)
        initializedCount = next - base + trailer.utf8CodeUnitCount
      }
    }
    spare = last.bytes
    last = Rendering(format: format, bytes: bytes, samples: samples)
    return bytes
  }

  /// An empty array with room for `capacity` bytes: that of the page before the last, unless somebody still reads it or it is far too large.
  private mutating func spareRoom(for capacity: Int) -> [UInt8] {
    var room: [UInt8] = []
    swap(&room, &spare)
    if room.capacity >= capacity, room.capacity <= 2 * capacity {
      room.removeAll(keepingCapacity: true)
    } else {
      room = []
      room.reserveCapacity(capacity)
    }
    return room
  }

  /// Where the last page has the samples of family `index`, if they are as they were.
  private func reusable(_ index: Int) -> Range<Int>? {
    guard index < last.samples.count, last.samples[index].version == families[index].version else {
      return nil
    }
    return last.samples[index].range
  }

  private static func write(
    _ bytes: [UInt8], to output: UnsafeMutablePointer<UInt8>
  ) -> UnsafeMutablePointer<UInt8> {
    bytes.withUnsafeBufferPointer { write($0, to: output) }
  }

  private static func write(
    _ bytes: UnsafeBufferPointer<UInt8>, to output: UnsafeMutablePointer<UInt8>
  ) -> UnsafeMutablePointer<UInt8> {
    if let start = bytes.baseAddress { output.update(from: start, count: bytes.count) }
    return output + bytes.count
  }
}
