import Testing

@testable import Sidecar

/// The share of a trailing window, against counting anew at each step.
@Suite struct TrailingShareTests {
  @Test(arguments: [1, 2, 63, 64, 65, 128, 200])
  func countsAsBruteForceDoes(window: Int) {
    var share = TrailingShare(window: window)
    #expect(share.share == nil)
    var steps: [Bool?] = []
    var state = UInt64(window) &* 0x9E37_79B9_7F4A_7C15 | 1
    for _ in 0..<(window * 3 + 70) {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      let step: Bool? = state % 3 == 0 ? nil : state % 3 == 1
      steps.append(step)
      share.append(step)
      let known = steps.suffix(window).compactMap { $0 }
      let expected =
        known.isEmpty ? nil : Double(known.filter { $0 }.count) / Double(known.count)
      #expect(share.share == expected)
    }
  }

  @Test func forgetsWhatLeavesTheWindow() {
    var share = TrailingShare(window: 3)
    share.append(true)
    for _ in 0..<2 { share.append(nil) }
    #expect(share.share == 1)
    share.append(nil)
    #expect(share.share == nil)
  }
}
