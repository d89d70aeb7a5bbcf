import Testing

@testable import Sizing
import TestSupport

/// The parts that a forecast of a load's rise is made of.
struct ModelPartsTests {
  @Test(arguments: [0, 1, 3, 20])
  func aMovingMaximumIsTheLargestOfItsWindow(_ window: Int) {
    var noise = SeededGenerator(seed: 1)
    var maximum = MovingMaximum(window: window)
    var values: [Float] = []
    for place in 0..<300 {
      values.append(Float(Int(noise.unit() * 20)))
      #expect(maximum.push(values[place], at: place) == values[max(0, place - window)...].max())
    }
  }

  @Test func risesAreThoseOfTheLead() {
    var features = DemandFeatures(tick: 60, lead: 3, start: 0)
    let values: [Float] = [1, 2, 1, 5, 0, 0, 0, 4, 3, 2]
    for value in values { features.push(value) }
    for place in 0...6 {
      #expect(features.rise(place) == values[place...place + 3].max()! - values[place])
    }
    #expect(features.rise(7).isNaN, "the lead is not over")
    var row = [Float](repeating: -1, count: DemandFeatures.featureCount)
    features.write(to: &row, at: 0)
    #expect(row[0] == -1 && row[1] == -2, "less than one and two ticks ago")
    #expect(row[4].isNaN, "twenty ticks ago there was nothing")
  }

  @Test func aQuantileFitLeavesItsShareAbove() {
    var noise = SeededGenerator(seed: 2)
    var features: [Float] = []
    var targets: [Float] = []
    for _ in 0..<8000 {
      let x = noise.unit()
      features += [Float(x), Float(noise.unit())]
      // A spread that grows with x.
      targets.append(Float(2 * x + (0.2 + x) * noise.unit()))
    }
    let rows = StandardizedRows(features, featureCount: 2)
    for level: Float in [0.5, 0.9, 0.98] {
      var fit = QuantileFit(rows, level: level, start: nil)
      var steps = 0
      while !fit.advance(rows, targets, most: 1000) { steps += 1 }
      #expect(steps > 8, "worked on a little at a time")
      var above = (low: 0, high: 0)
      for row in targets.indices {
        var fitted: Float = 0
        for column in 0..<rows.stride {
          fitted += fit.coefficients[column] * rows.values[row * rows.stride + column]
        }
        if targets[row] > fitted {
          if features[2 * row] < 0.5 { above.low += 1 } else { above.high += 1 }
        }
      }
      // The rounds end near the optimum; what they leave over, chances out of sample take up.
      let share = 4000 * Double(1 - level)
      #expect(abs(Double(above.low) - share) < 0.4 * share + 15, "\(level)")
      #expect(abs(Double(above.high) - share) < 0.4 * share + 15, "\(level)")
    }
  }

  @Test func treesLearnWhatALineCannot() {
    var noise = SeededGenerator(seed: 3)
    var features: [Float] = []
    var residuals: [Float] = []
    for _ in 0..<4000 {
      let (x, y) = (noise.unit(), noise.unit())
      features += [Float(x), Float(y)]
      residuals.append(Float((x > 0.3) == (y > 0.6) ? 1 : 0) + Float(0.1 * noise.unit()))
    }
    let bins = FeatureBins(features, featureCount: 2)
    var growth = BoostedTrees.Growth(
      residuals: residuals, level: 0.5, options: BoostedTrees.Options())
    while !growth.grow(bins) {}
    for (point, expected) in [
      ([0.1, 0.1], 1.05), ([0.1, 0.9], 0.05), ([0.9, 0.1], 0.05), ([0.9, 0.9], 1.05),
    ] as [([Float], Float)] {
      let value = point.withUnsafeBufferPointer { growth.trees.value($0.baseAddress!) }
      #expect(abs(value - expected) < 0.15, "\(point): \(value)")
    }
  }

  @Test func aQuantileIsThatOfTheSortedValues() {
    var noise = SeededGenerator(seed: 4)
    for count in [1, 2, 7, 100] {
      let values = (0..<count).map { _ in Float(Int(noise.unit() * 30)) }
      for level: Float in [0, 0.5, 0.9, 0.995] {
        var shuffled = values
        let expected = values.sorted()[min(count - 1, Int(Float(count) * level))]
        #expect(BoostedTrees.quantile(&shuffled, level) == expected)
      }
    }
  }

  @Test func aTailIsWhatWasSeenAndHeavyBeyond() {
    var noise = SeededGenerator(seed: 5)
    var tail = ResidualTail(halfLife: 1e9)
    let values = (0..<20_000).map { _ in Float(4 * noise.unit() - 1) }
    for value in values { tail.add(value) }
    tail.add(.nan)
    tail.refresh()
    for z: Float in [-0.5, 0, 1, 2, 2.5] {
      let share = Double(values.count { $0 > z }) / 20_000
      #expect(abs(Double(tail.chance(above: z)) - share) < 0.01, "\(z)")
    }
    var last: Float = 1
    for step in 0..<400 {
      let chance = tail.chance(above: -2 + Float(step) * 0.1)
      #expect(chance <= last + 1e-6)
      last = chance
    }
    #expect(tail.chance(above: 10) > 0 && tail.chance(above: 10) < 1e-3)
  }
}
