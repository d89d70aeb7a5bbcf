/// The largest of the last `window` + 1 values, kept as values come. O(1) a value, amortized.
struct MovingMaximum: Sendable {
  /// How far back the window reaches, in values.
  let window: Int

  private var values: [Float]
  private var places: [Int]
  private var head = 0
  private var count = 0

  init(window: Int) {
    self.window = window
    values = Array(repeating: 0, count: window + 2)
    places = Array(repeating: 0, count: window + 2)
  }

  /// Takes the value at `place`, which grows by one from call to call, and returns the maximum of the window that ends there.
  mutating func push(_ value: Float, at place: Int) -> Float {
    let capacity = values.count
    if count > 0, places[head] < place - window {
      head = head + 1 == capacity ? 0 : head + 1
      count -= 1
    }
    while count > 0 {
      var last = head + count - 1
      if last >= capacity { last -= capacity }
      guard values[last] <= value else { break }
      count -= 1
    }
    var next = head + count
    if next >= capacity { next -= capacity }
    values[next] = value
    places[next] = place
    count += 1
    return values[head]
  }
}
