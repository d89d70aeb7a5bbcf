import ArgumentParser
import Configuration
import FileAccess
import InstanceMix
import JSON
import MixLines

// One question to a catalogue.
extension MixCommand {
  /// Answers what the options ask for.
  func answer(catalogue path: String) async throws {
    let whole: Catalogue
    do throws(ConfigurationError) {
      whole = try CatalogueFile.load(path: path, environment: processEnvironment())
    } catch {
      throw MixInputError(description: "\(error)")
    }
    let question = try question()
    if case .load = question {
      let choices = try offers(whole)
      guard choices.count == 1 else {
        throw MixInputError(
          description:
            "the catalogue has several regions, expected --region with one of: "
            + whole.regions.joined(separator: ", "))
      }
      return try await answerLoad(choices[0].catalogue)
    }
    let running = try runningInstances()
    var best: MixReply?
    var others: [(name: String, cost: Int?)] = []
    for offer in try offers(whole) {
      let reply = try reply(to: question, from: offer, running: running)
      if let region = offer.region { others.append((region, reply.answer.cost)) }
      if best.map({ reply.isBetter(than: $0) }) ?? true { best = reply }
    }
    guard let best else { return }
    try write(best, regions: others.filter { $0.name != best.offers.region })
    if best.answer.cost == nil, !homogeneous { throw ExitCode(1) }
  }

  /// The offers of each region that may be bought in, without what an instance keeps for itself.
  private func offers(_ whole: Catalogue) throws -> [RegionalOffers] {
    let reserve = try systemReserve()
    let regions = whole.regions
    if let region, !regions.contains(region) {
      let known = regions.isEmpty ? "the catalogue names none" : regions.joined(separator: ", ")
      throw MixInputError(description: "--region: found \"\(region)\", expected one of: \(known)")
    }
    let chosen: [String?]
    if let region {
      chosen = [region]
    } else {
      chosen = regions.count > 1 ? regions : [nil]
    }
    return chosen.map { name in
      let offers = name.map(whole.inRegion) ?? whole
      return RegionalOffers(region: name, catalogue: offers.reserving(reserve))
    }
  }

  private func runningInstances() throws -> RunningInstances? {
    guard let path = limits.current else { return nil }
    do {
      return try RunningInstances(csv: LocalFile.read(path, limit: 64 << 20))
    } catch let error as CatalogueError {
      throw MixInputError(description: "\(path):\(error.line): error: \(error.message)")
    }
  }

  private func reply(
    to question: Question, from offers: RegionalOffers, running instances: RunningInstances?
  ) throws -> MixReply {
    let catalogue = offers.catalogue
    let constraints = try limits.constraints()
    let (running, unknown) = instances?.counts(in: catalogue) ?? ([], [])
    let solver = MixSolver(budget: try budgetOfSearch())
    switch question {
    case .need(let need):
      let problem = try MixProblem(
        catalogue: catalogue, need: need, constraints: constraints, running: running)
      let (answer, spent) = ProcessorTime.measure { solver.solve(problem) }
      return MixReply(offers, problem, answer, spent, unknown)
    case .replicas(let count, let each):
      let problem = try MixProblem(
        catalogue: catalogue, replicas: count, perReplica: each, constraints: constraints,
        running: running)
      let (answer, spent) = ProcessorTime.measure { solver.solve(problem) }
      return MixReply(offers, problem, answer, spent, unknown)
    case .pods(let groups):
      let (shared, spent) = try ProcessorTime.measure {
        try solver.solve(groups, from: catalogue, constraints: constraints, running: running)
      }
      var reply = MixReply(offers, shared.problem, shared.answer, spent, unknown)
      reply.pods = groups
      reply.placement = shared.placement
      return reply
    case .load:
      preconditionFailure("a load has no single mix")
    }
  }

  private func write(_ reply: MixReply, regions: [(name: String, cost: Int?)]) throws {
    let parts = reply.answer.cost == nil ? [] : reply.problem.parts(of: reply.answer.counts)
    for entry in reply.unknown {
      Terminal.complain(
        "mix: \(entry.count) x \(entry.type) (\(entry.lifecycle.word)) run, which the catalogue does not list: they count for nothing"
      )
    }
    switch format ?? .table {
    case .jsonl:
      let advice =
        explain ? MixAdvice(reply.answer, to: reply.problem, solver: .explaining) : nil
      try MixOutput.write(
        MixAnswerLine.bytes(
          reply.answer, id: reply.offers.region.map(JSONValue.string) ?? .null,
          milliseconds: reply.milliseconds, parts: parts, advice: advice))
    case .table:
      try MixOutput.write(Array(table(reply, regions: regions).utf8))
    case .karpenter, .priorityExpander:
      guard reply.answer.cost != nil else {
        throw MixInputError(description: "there is no mix to write: ask for a table to see why")
      }
      let manifest = MixManifest(name: name ?? "outrider", parts: manifestParts(reply))
      let text = format == .karpenter ? manifest.karpenter() : manifest.priorityExpander()
      try MixOutput.write(Array(text.utf8))
    }
  }

  private func table(_ reply: MixReply, regions: [(name: String, cost: Int?)]) -> String {
    var text = reply.offers.region.map { regions.isEmpty ? "" : "in \($0)\n" } ?? ""
    if homogeneous {
      return text + HomogeneousTable(reply.problem, options: reply.problem.homogeneousOptions).text
    }
    var advice = MixAdvice()
    if reply.pods.isEmpty {
      advice = MixAdvice(reply.answer, to: reply.problem, solver: .explaining)
    } else if reply.answer.status == .infeasible {
      advice.infeasibility = MixSolver.explaining.obstacles(of: reply.problem)
    }
    advice.regions = regions
    text += MixTable(reply.answer, to: reply.problem, advice: advice).text
    if let placement = reply.placement {
      text += "\n" + PodTable(placement, of: reply.pods, on: reply.offers.catalogue).text
    }
    return text
  }

  private func manifestParts(_ reply: MixReply) -> [MixManifest.Part] {
    zip(reply.offers.catalogue.offers, reply.answer.counts).compactMap { offer, count in
      guard count > 0 else { return nil }
      return MixManifest.Part(
        type: offer.type, lifecycle: offer.lifecycle.word, zone: offer.zone, count: count,
        milliCores: offer.milliCores, memoryMebibytes: offer.memoryMebibytes)
    }
  }
}

/// What can be bought in one region; a nil region is all of the catalogue.
struct RegionalOffers {
  var region: String?
  var catalogue: Catalogue
}

/// An answer with what it answers.
private struct MixReply {
  var offers: RegionalOffers
  var problem: MixProblem
  var answer: MixAnswer
  var milliseconds: Double
  var unknown: [RunningInstances.Entry]
  var pods: [PodGroup] = []
  var placement: PodPlacement?

  init(
    _ offers: RegionalOffers, _ problem: MixProblem, _ answer: MixAnswer, _ milliseconds: Double,
    _ unknown: [RunningInstances.Entry]
  ) {
    self.offers = offers
    self.problem = problem
    self.answer = answer
    self.milliseconds = milliseconds
    self.unknown = unknown
  }

  func isBetter(than other: MixReply) -> Bool {
    guard let cost = answer.cost else { return false }
    return other.answer.cost.map { cost < $0 } ?? true
  }
}

/// Input that has no answer.
struct MixInputError: Error, CustomStringConvertible {
  var description: String
}
