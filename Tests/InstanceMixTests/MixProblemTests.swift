import InstanceMix
import Testing

@Suite struct MixProblemTests {
  struct Fault: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var resources: [MixResource] = [.cpu]
    var need = [1]
    var offer = MixOffer(type: "a", microdollarsPerHour: 1, capacity: [1])
    var constraints = MixConstraints()
    var place: String
  }

  private static func offer(_ change: (inout MixOffer) -> Void) -> MixOffer {
    var offer = MixOffer(type: "a", microdollarsPerHour: 1, capacity: [1])
    change(&offer)
    return offer
  }

  private static func constraints(_ change: (inout MixConstraints) -> Void) -> MixConstraints {
    var constraints = MixConstraints()
    change(&constraints)
    return constraints
  }

  static let faults: [Fault] = [
    Fault(testDescription: "no resources", resources: [], need: [], place: "resources"),
    Fault(
      testDescription: "a resource twice", resources: [.cpu, .cpu], need: [1, 1], place: "resources"
    ),
    Fault(testDescription: "needs of another number", need: [1, 2], place: "need"),
    Fault(testDescription: "negative need", need: [-1], place: "need[0]"),
    Fault(testDescription: "need of 2^53", need: [1 << 53], place: "need[0]"),
    Fault(
      testDescription: "capacities of another number", offer: offer { $0.capacity = [] },
      place: "offers[0].capacity"),
    Fault(
      testDescription: "negative capacity", offer: offer { $0.capacity = [-1] },
      place: "offers[0].capacity[0]"),
    Fault(
      testDescription: "negative price", offer: offer { $0.microdollarsPerHour = -1 },
      place: "offers[0].price"),
    Fault(
      testDescription: "more than certain interruption",
      offer: offer { $0.interruptionPerMille = 1001 }, place: "offers[0].interruption"),
    Fault(
      testDescription: "negative limit", offer: offer { $0.maximum = -1 }, place: "offers[0].max"),
    Fault(
      testDescription: "negative instances", offer: offer { $0.running = -1 },
      place: "offers[0].running"),
    Fault(
      testDescription: "negative latency", offer: offer { $0.latencyMilliseconds = -1 },
      place: "offers[0].latency"),
    Fault(
      testDescription: "share above one",
      constraints: constraints { $0.maximumSpotSharePerMille = 1001 },
      place: "max_spot_share_permille"),
    Fault(
      testDescription: "negative budget",
      constraints: constraints { $0.budgetMicrodollarsPerHour = -5 }, place: "budget"),
    Fault(
      testDescription: "negative penalty",
      constraints: constraints {
        $0.switching = SwitchingCost(microdollarsPerStart: -1, microdollarsPerStop: 0)
      }, place: "switch_add"),
  ]

  @Test(arguments: faults)
  func namesWhatIsWrong(_ fault: Fault) {
    let error = #expect(throws: MixProblemError.self) {
      try MixProblem(
        resources: fault.resources, need: fault.need, offers: [fault.offer],
        constraints: fault.constraints)
    }
    #expect(error?.place == fault.place)
    #expect(error?.expected.isEmpty == false)
  }

  @Test("the cost of what runs now")
  func runningCost() throws {
    let problem = try MixProblem(
      resources: [.cpu], need: [1],
      offers: [
        MixOffer(type: "a", microdollarsPerHour: 3, capacity: [1], running: 2),
        MixOffer(type: "b", microdollarsPerHour: 10, capacity: [1], running: 1),
      ])
    #expect(problem.runningMicrodollarsPerHour == 16)
    let vast = try MixProblem(
      resources: [.cpu], need: [1],
      offers: [
        MixOffer(
          type: "a", microdollarsPerHour: MixProblem.largestNumber, capacity: [1],
          running: MixProblem.largestNumber)
      ])
    #expect(vast.runningMicrodollarsPerHour == nil)
  }
}
