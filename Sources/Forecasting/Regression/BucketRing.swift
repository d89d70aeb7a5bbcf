/// The last days of a series in buckets of some minutes: mean and largest value of each, NaN where nothing is known.
///
/// It answers what the load was at the same hour of earlier days without a look into the compressed history. 8 bytes a bucket.
struct BucketRing: Sendable {
  /// The number of steps in a bucket.
  let bucketSteps: Int

  private var means: [Float]
  private var maxima: [Float]
  /// The newest bucket's number, counted from the grid's origin.
  private var newest = Int64.min
  /// Its place in the ring, and the first step after it.
  private var newestPlace = 0
  private var end = Int64.min
  private var sum = 0.0
  private var count = 0

  /// A ring of `capacity` buckets of `bucketSteps` steps each, both at least one.
  init(bucketSteps: Int, capacity: Int) {
    self.bucketSteps = max(1, bucketSteps)
    means = Array(repeating: .nan, count: max(1, capacity))
    maxima = means
  }

  /// Takes in the value of step `index`, NaN where it is unknown; indices ascend. O(1), a cleared bucket for each passed over.
  ///
  /// - Returns: the last step of the bucket before, where the step begins a new one.
  @discardableResult
  mutating func observe(_ value: Double, index: Int64) -> Int64? {
    var closed: Int64?
    if index >= end {
      if newest != .min { closed = end - 1 }
      let bucket = Self.floorDivide(index, Int64(bucketSteps))
      let first = max(newest == .min ? bucket : newest + 1, bucket - Int64(means.count) + 1)
      if first <= bucket {
        for passed in first...bucket {
          means[slot(passed)] = .nan
          maxima[slot(passed)] = .nan
        }
      }
      newest = bucket
      newestPlace = slot(bucket)
      end = (bucket + 1) * Int64(bucketSteps)
      sum = 0
      count = 0
    }
    guard value.isFinite else { return closed }
    sum += value
    count += 1
    means[newestPlace] = Float(sum / Double(count))
    let largest = maxima[newestPlace]
    maxima[newestPlace] = count == 1 || Float(value) > largest ? Float(value) : largest
    return closed
  }

  /// Forgets what the bucket that holds step `index`, not the newest one, knew.
  mutating func forget(_ index: Int64) {
    let bucket = Self.floorDivide(index, Int64(bucketSteps))
    guard bucket < newest, bucket > newest - Int64(means.count) else { return }
    means[slot(bucket)] = .nan
    maxima[slot(bucket)] = .nan
  }

  /// The mean from step `first` through step `last`, buckets that are partly inside counting by that part; NaN where less than half is known.
  func mean(from first: Int64, through last: Int64) -> Double {
    guard first <= last, newest != .min else { return .nan }
    let length = Int64(bucketSteps)
    let from = Self.floorDivide(first, length)
    let to = Self.floorDivide(last, length)
    guard to <= newest, from > newest - Int64(means.count) else { return .nan }
    var sum = 0.0
    var known = 0.0
    var place = slot(from)
    var bucket = from
    while bucket <= to {
      let value = means[place]
      if !value.isNaN {
        let begin = max(first, bucket * length)
        let end = min(last, bucket * length + length - 1)
        let weight = Double(end - begin + 1)
        sum += weight * Double(value)
        known += weight
      }
      place += 1
      if place == means.count { place = 0 }
      bucket += 1
    }
    return 2 * known >= Double(last - first + 1) ? sum / known : .nan
  }

  /// The largest value in the buckets that steps `first` through `last` touch; NaN where nothing is known there.
  func maximum(from first: Int64, through last: Int64) -> Double {
    guard first <= last, newest != .min else { return .nan }
    let from = Self.floorDivide(first, Int64(bucketSteps))
    let to = Self.floorDivide(last, Int64(bucketSteps))
    guard to <= newest, from > newest - Int64(means.count) else { return .nan }
    var largest = Float.nan
    for bucket in from...to {
      let value = maxima[slot(bucket)]
      if largest.isNaN || value > largest { largest = value }
    }
    return Double(largest)
  }

  /// The bytes that the buckets take.
  var byteCount: Int { (means.capacity + maxima.capacity) * MemoryLayout<Float>.stride }

  private func slot(_ bucket: Int64) -> Int {
    let rest = Int(bucket % Int64(means.count))
    return rest < 0 ? rest + means.count : rest
  }

  static func floorDivide(_ number: Int64, _ divisor: Int64) -> Int64 {
    let (whole, rest) = number.quotientAndRemainder(dividingBy: divisor)
    return rest < 0 ? whole - 1 : whole
  }
}
