import InstanceMix
import JSON
import MixLines
import Testing

@Suite struct MixLineTests {
  @Test("a problem with every key, and its answer")
  func roundTrip() throws {
    let text = """
      {"id":"p","cls":"all","resources":["cpu","mem_mib"],"need":[4,2048],"offers":[["a","od","x",100,[2,1024],5,0,null,1],\
      ["b","spot","y",30,[2,1024],5,100,3,0]],"max_latency_ms":9,"max_spot_share_permille":600,"max_total":9,"budget_uusd":900,\
      "min_types":2,"min_zones":2,"switch_add_uusd":7,"switch_remove_uusd":5}
      """
    let line = try MixLine(Array(text.utf8))
    #expect(line.id == .string("p"))
    let constraints = line.problem.constraints
    #expect(constraints.maximumLatencyMilliseconds == 9)
    #expect(constraints.maximumSpotSharePerMille == 600)
    #expect(constraints.switching?.microdollarsPerStop == 5)
    #expect(line.problem.offers[1].maximum == 3)
    #expect(line.problem.offers[0].running == 1)
    let answer = MixSolver().solve(line.problem)
    let written = try JSONValue.parse(
      MixAnswerLine.bytes(answer, id: line.id, milliseconds: 0.1234567))
    #expect(written["id"] == .string("p"))
    #expect(written["status"] == .string("optimal"))
    #expect(written["cost_uusd"]?.intValue == answer.cost)
    #expect(written["bound_uusd"]?.intValue == answer.cost)
    #expect(written["cpu_ms"]?.doubleValue == 0.123)
    #expect(written["x"]?.arrayValue?.count == 2)
  }

  @Test(
    "a line that is no problem says why, and keeps its name",
    arguments: [
      ("nonsense", "line 1"),
      ("[]", "an array"),
      (#"{"id":"p"}"#, "resources"),
      (#"{"id":"p","resources":["disk"],"need":[1],"offers":[]}"#, "cpu"),
      (#"{"id":"p","resources":["cpu"],"need":[1.5],"offers":[]}"#, "need[0]"),
      (#"{"id":"p","resources":["cpu"],"need":[-1],"offers":[]}"#, "need[0]"),
      (#"{"id":"p","resources":["cpu"],"need":[1],"offers":[[]]}"#, "offers[0]"),
      (
        #"{"id":"p","resources":["cpu"],"need":[1],"offers":[["a","free","",1,[1],0,0,null,0]]}"#,
        "od"
      ),
      (
        #"{"id":"p","resources":["cpu"],"need":[1],"offers":[["a","od","",1,[1,2],0,0,null,0]]}"#,
        "capacity"
      ),
      (#"{"id":"p","resources":["cpu"],"need":[1],"offers":[],"min_types":"two"}"#, "min_types"),
    ])
  func faults(_ text: String, _ word: String) throws {
    let error = #expect(throws: MixLineError.self) { try MixLine(Array(text.utf8)) }
    let found = try #require(error)
    #expect(found.description.contains(word), "\(found.description)")
    let written = try JSONValue.parse(MixAnswerLine.bytes(found, line: 3))
    #expect(written["status"] == .string("error"))
    if text.contains("\"p\"") { #expect(written["id"] == .string("p")) }
  }

  @Test(
    "needs as people type them",
    arguments: [
      ("cpu=64", 64_000, nil, nil, nil), ("cpu=500m,gpu=2", 500, nil, 2, nil),
      ("cpu=0.25,memory=1.5GiB", 250, 3 << 29, nil, nil),
      ("memory=512Mi", nil, 512 << 20, nil, nil), ("rps=2.5", nil, nil, nil, 25),
      ("memory=1.5GB", nil, 1_500_000_000, nil, nil),
    ] as [(String, Int?, Int?, Int?, Int?)])
  func needs(_ text: String, _ cores: Int?, _ memory: Int?, _ gpus: Int?, _ load: Int?) throws {
    let need = try NeedText(text)
    #expect(need.milliCores == cores)
    #expect(need.memoryBytes == memory)
    #expect(need.gpus == gpus)
    #expect(need.deciRequestsPerSecond == load)
  }

  @Test(
    "needs that are none",
    arguments: [
      "", "cpu", "cpu=", "cpu=x", "disk=1", "cpu=1,cpu=2", "memory=1Zi", "gpu=-1", "cpu=1,",
    ])
  func noNeeds(_ text: String) {
    #expect(throws: NeedTextError.self) { try NeedText(text) }
  }

  @Test("the table of a mix, of an unproven one, and of none")
  func table() throws {
    let problem = try MixProblem(
      resources: [.cpu], need: [5],
      offers: [
        MixOffer(type: "big", microdollarsPerHour: 1_204_000, capacity: [4], maximum: 1),
        MixOffer(type: "small", lifecycle: .spot, microdollarsPerHour: 400_500, capacity: [1]),
      ])
    let answer = MixSolver().solve(problem)
    #expect(
      MixTable(answer, to: problem).text == """
        INSTANCES  TYPE   LIFECYCLE  EACH $/H     $/H
                1  big    on-demand    1.2040  1.2040
                1  small  spot         0.4005  0.4005

        cost     $1.6045 an hour, $38.51 a day, $1171.29 a month
        proof    no mix is cheaper

        """)
    let unproven = MixAnswer(
      status: .feasible, cost: 1_604_500, bound: 1_600_000, counts: [1, 1])
    #expect(MixTable(unproven, to: problem).text.contains("a gap of at most 0.29 %"))
    var advice = MixAdvice()
    advice.infeasibility = MixInfeasibility(
      obstacles: [.init(requirement: .budget, asked: 1_000_000, nearest: 1_604_500)])
    let none = MixTable(MixAnswer(status: .infeasible), to: problem, advice: advice)
    #expect(none.text.contains("budget: asked for $1.0000 an hour, possible with $1.6045 an hour"))
  }
}
