/// The variables that limit a dual step, in the order in which they do.
///
/// Most steps end at the first, which is found as they come in; where a step goes on, the others become
/// a heap.
final class StepLimits {
  struct Limit {
    /// The length of step at which the variable's reduced cost is zero.
    var ratio: Double
    /// How much the slope of the objective falls there, for each unit of the variable's range.
    var size: Double
    var variable: Int

    /// Of equal ratios the larger pivot is the safer one.
    func comesBefore(_ other: Limit) -> Bool {
      ratio < other.ratio || (ratio == other.ratio && size > other.size)
    }
  }

  private let heap: UnsafeMutablePointer<Limit>
  private var count = 0
  private var first = 0
  private var hasPopped = false
  private var isHeap = false

  init(capacity: Int) {
    heap = .allocate(capacity: capacity)
    heap.initialize(repeating: Limit(ratio: 0, size: 0, variable: 0), count: capacity)
  }

  deinit { heap.deallocate() }

  func removeAll() {
    count = 0
    first = 0
    hasPopped = false
    isHeap = false
  }

  func append(_ limit: Limit) {
    heap[count] = limit
    if limit.comesBefore(heap[first]) { first = count }
    count += 1
  }

  /// Takes out the limit that comes first; nil where none is left.
  func popFirst() -> Limit? {
    guard count > 0 else { return nil }
    if hasPopped, !isHeap { makeHeap() }
    hasPopped = true
    let result = heap[first]
    count -= 1
    heap[first] = heap[count]
    if isHeap { siftDown(0) }
    return result
  }

  private func makeHeap() {
    isHeap = true
    first = 0
    for index in stride(from: count / 2 - 1, through: 0, by: -1) { siftDown(index) }
  }

  private func siftDown(_ start: Int) {
    var index = start
    while true {
      var child = 2 * index + 1
      guard child < count else { return }
      if child + 1 < count, heap[child + 1].comesBefore(heap[child]) { child += 1 }
      guard heap[child].comesBefore(heap[index]) else { return }
      (heap[index], heap[child]) = (heap[child], heap[index])
      index = child
    }
  }
}
