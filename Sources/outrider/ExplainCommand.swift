import ArgumentParser
import Configuration
import HTTPClient
import JSON
import Transport
import Numerals

/// `outrider explain`
struct ExplainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Ask a running sidecar why it recommends what it recommends.")

  @Argument(help: "The workload; without it, all workloads are listed.")
  var workload: String?

  @Option(help: "Where the sidecar listens.")
  var url = "http://127.0.0.1:9847"

  @Option(help: ArgumentHelp("A user of the sidecar's basic authentication.", valueName: "name"))
  var user: String?

  @Option(help: ArgumentHelp("The file that holds the user's password.", valueName: "file"))
  var passwordFile: String?

  @Option(help: ArgumentHelp("The authorities to trust (PEM), for https.", valueName: "file"))
  var caFile: String?

  func run() async throws {
    do {
      let client = HTTPClient()
      defer { client.shutdown() }
      var base = url
      while base.hasSuffix("/") { base.removeLast() }
      // The list shows recommendations in shadow mode too.
      var request = HTTPClientRequest(url: try authenticated(base) + "/api/v1/workloads")
      request.tls.caFile = caFile
      let response = try await client.execute(request)
      guard response.status != 401 else {
        throw ValidationError(
          user == nil
            ? "the sidecar asks for a user: --user NAME --password-file FILE"
            : "the sidecar refuses this user or this password")
      }
      guard response.status == 200 else {
        throw ValidationError("the sidecar answered \(response.status); expected 200")
      }
      let list = try JSONValue.parse(response.body).arrayValue ?? []
      guard let workload else {
        for entry in list { print(Explanation(entry).headline) }
        return
      }
      guard let entry = list.first(where: { $0["name"]?.stringValue == workload }) else {
        let names = list.compactMap { $0["name"]?.stringValue }.joined(separator: ", ")
        throw ValidationError("no workload \(workload); the workloads are: \(names)")
      }
      print(Explanation(entry).text)
    } catch {
      let told =
        (error as? ValidationError)?.message
        ?? "\(error); does `outrider run` serve at \(url)? --url names another address"
      Terminal.complain("cannot explain: \(told)")
      throw ExitCode.failure
    }
  }
}

extension ExplainCommand {
  /// The URL with user and password, which the client turns into basic authentication.
  private func authenticated(_ base: String) throws -> String {
    guard let user, let scheme = base.firstRange(of: "://") else { return base }
    let password = try passwordFile.map { try Secret.file(path: $0).resolve() } ?? ""
    return base[..<scheme.upperBound] + Self.encoded(user) + ":" + Self.encoded(password) + "@"
      + base[scheme.upperBound...]
  }

  /// Percent-encoded but for letters and digits.
  private static func encoded(_ text: String) -> String {
    text.utf8.map { byte in
      let character = Character(Unicode.Scalar(byte))
      if character.isASCII, character.isLetter || character.isNumber { return String(character) }
      return "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }.joined()
  }
}

/// One workload of the JSON API, in words.
struct Explanation {
  private let entry: JSONValue

  init(_ entry: JSONValue) {
    self.entry = entry
  }

  /// Name, recommendation and reason in one line.
  var headline: String {
    let name = entry["name"]?.stringValue ?? "?"
    let mode = entry["mode"]?.stringValue ?? "?"
    let replicas = number("recommended_replicas") ?? "unknown"
    let current = number("current_replicas") ?? "unknown"
    let reason = entry["reason"]?.stringValue ?? "unknown"
    return "\(name) (\(mode)): \(replicas) replicas recommended, \(current) now; reason: \(reason)"
  }

  /// The headline, and everything that led there.
  var text: String {
    var lines = [headline, ""]
    for sentence in entry["explanation"]?.arrayValue ?? [] {
      lines.append("  " + (sentence.stringValue ?? ""))
    }
    for forecast in entry["forecast"]?.arrayValue ?? [] {
      lines.append("  " + describe(forecast))
    }
    if let mix = entry["mix"], !mix.isNull { lines.append("  " + describe(mix: mix)) }
    if let confidence = number("confidence") { lines.append("  Confidence: \(confidence).") }
    return lines.joined(separator: "\n")
  }

  private func describe(_ forecast: JSONValue) -> String {
    let signal = forecast["signal"]?.stringValue ?? "?"
    let horizon = forecast["horizon_seconds"]?.doubleValue.map(short) ?? "?"
    let levels = (forecast["window_max"]?.objectValue?.members ?? []).map {
      "\($0.key): \($0.value.doubleValue.map(short) ?? "?")"
    }
    let models = (forecast["models"]?.objectValue?.members ?? []).map(\.key)
    return "Largest \(signal) within \(horizon) s, by level: \(levels.joined(separator: ", ")) "
      + "(by \(models.joined(separator: ", ")))."
  }

  private func describe(mix: JSONValue) -> String {
    if let problem = mix["problem"]?.stringValue { return "Instances: \(problem)." }
    let instances = (mix["instances"]?.arrayValue ?? []).map {
      "\($0["count"]?.intValue ?? 0) x \($0["instance_type"]?.stringValue ?? "?")"
    }
    let cost = mix["cost_dollars_per_hour"]?.doubleValue.map(short) ?? "?"
    var text = "Instances: \(instances.joined(separator: ", ")), $\(cost) an hour"
    if let current = mix["current_cost_dollars_per_hour"]?.doubleValue {
      text += " (what runs costs $\(short(current)))"
    }
    let savings = (mix["savings_dollars_per_hour"]?.objectValue?.members ?? []).compactMap {
      member -> String? in
      guard let dollars = member.value.doubleValue, dollars > 0 else { return nil }
      return "\(member.key) $\(short(dollars))"
    }
    if !savings.isEmpty { text += "; could be saved: \(savings.joined(separator: ", "))" }
    return text + "."
  }

  private func number(_ key: String) -> String? {
    entry[key]?.doubleValue.map(short)
  }

  /// The number with three decimals at most.
  private func short(_ value: Double) -> String {
    abs(value) < 1e12
      ? DecimalText.string((value * 1000).rounded() / 1000) : DecimalText.string(value)
  }
}
