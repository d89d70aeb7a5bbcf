import TimeSeries

extension Recommendation {
  /// The recommendation as sentences that a person can follow, from the signals to the number.
  ///
  /// They are made when asked for, from what the recommendation holds; making one costs some
  /// microseconds.
  public var explanation: [String] {
    var sentences = signals.map(sentence)
    sentences.append(start)
    if let ruling { sentences.append(ruling) }
    if let promise { sentences += Self.sentences(about: promise) }
    if let wanted {
      sentences.append(
        ruling == nil
          ? "The known signals together want \(wanted)." : "The policy asks for \(wanted).")
    }
    sentences += limits.map(sentence)
    sentences.append(result)
    return sentences
  }

  private func sentence(about signal: SignalRecommendation) -> String {
    let name = "Signal \(signal.name)"
    switch signal.state {
    case .dormant:
      return "\(name) says nothing while there are no replicas to measure."
    case .leading:
      let load = signal.present.map { "is at \($0.short) and" } ?? "is unknown and"
      return "\(name) \(load) asks for nothing: it helps to foresee the others."
    case .unknown(let reason, let since):
      return "\(name) is unknown for \(at.elapsed(since: since).asSpan): \(reason)."
    case .known:
      var text = name
      if let load = signal.present { text += " is at \(load.short)" }
      if let age = signal.age {
        text += " (\(age.milliseconds(upTo: .max / 1_000_000).asSpan) old)"
      }
      if let replicas = signal.fromPresent { text += " and needs \(replicas)" }
      if let forecast = signal.forecast, let replicas = signal.fromForecast {
        text += "; up to \(forecast.short) are forecast, which need \(replicas)"
        if let confidence = signal.confidence { text += " (confidence \(confidence.short))" }
      }
      if let forecast = signal.forecast, let threshold = signal.doubtedBelow {
        text +=
          "; \(forecast.short) are forecast with confidence \((signal.confidence ?? 0).short),"
        text += " below \(threshold.short), so that the present decides"
      }
      return text + "."
    }
  }

  private static func sentences(about promise: PromisedReplicas) -> [String] {
    var told =
      promise.share.map { "Load may exceed ready capacity in \($0.percent) of the time" }
      ?? "What overload costs is weighed against what replicas cost"
    if let delivered = promise.delivered {
      told += "; over the last week it did in \(delivered.percent)"
    }
    var sentences = [told + "."]
    if let chance = promise.chance {
      var text =
        "With \(promise.replicas) it does so a start-up time from now with a chance of \(chance.percent)"
      if let fewer = promise.chanceWithOneFewer, promise.replicas > 0 {
        text += ", with one fewer of \(fewer.percent)"
      }
      if let more = promise.chanceWithOneMore { text += ", with one more of \(more.percent)" }
      let judgement =
        promise.need > promise.replicas
        ? "no more are allowed, and the load needs \(promise.need) now"
        : "\(promise.replicas) \(promise.share == nil ? "cost the least" : "keep the promise at the least cost")"
      sentences.append(
        text
          + ": \(judgement)."
      )
    }
    return sentences
  }

  private var start: String {
    guard let current else { return "How many replicas there are is not known." }
    if let observed, observed != current {
      return "\(current) replicas were asked for last, and \(observed) are there so far."
    }
    if observed == nil {
      return
        "How many replicas there are is not known; the last recommendation, \(current), stands in."
    }
    return "There are \(current) replicas."
  }

  private func sentence(about limit: Limit) -> String {
    let to = limit.to
    let change = limit.from.map { "\(to) instead of \($0)" } ?? "\(to)"
    switch limit.kind {
    case .min: return "The minimum makes it \(change)."
    case .max: return "The maximum makes it \(change)."
    case .scaleUpRate: return "The limits on scaling up make it \(change)."
    case .scaleDownRate: return "The limits on scaling down make it \(change)."
    case .stabilization:
      return "Earlier recommendations within the stabilization window make it \(change)."
    case .tolerance: return "Use is within the tolerance of the target, which leaves \(change)."
    case .hold:
      let left = holdLeft ?? 0
      return left > 0
        ? "While a signal is unknown the last good recommendation is held, which makes it \(change)."
        : "Signals stay unknown and no fallback is set: the last good recommendation, \(to), stays."
    case .fallback: return "A signal stays unknown, and the fallback makes it \(change)."
    case .scaleToZero:
      return "Only all signals together may ask for zero, which makes it \(change)."
    case .schedule: return "A schedule makes it \(change)."
    case .event:
      let names = events.map(\.name).joined(separator: ", ")
      return
        "\(events.count == 1 ? "The event" : "Events") \(names) \(events.count == 1 ? "makes" : "make") it \(change)."
    case .pinned, .paused:
      let why = control.map { $0.reason.isEmpty ? "" : " (\($0.reason))" } ?? ""
      return limit.kind == .pinned
        ? "It is pinned by hand\(why), which makes it \(change)."
        : "It is paused by hand\(why), which makes it \(change)."
    case .cadence: return "The next decision is not due yet, which makes it \(change)."
    case .capacity:
      guard let shortage else { return "What there is room for makes it \(change)." }
      return
        "There are \(shortage.available.short) of \(shortage.resource), which makes it \(change); \(shortage.needed.short) would be enough."
    }
  }

  private var result: String {
    guard let replicas else {
      return "Nothing is recommended: nothing has been known yet."
    }
    switch action {
    case .scaleUp: return "So \(replicas) are recommended, \(replicas - (current ?? 0)) more."
    case .scaleDown: return "So \(replicas) are recommended, \((current ?? 0) - replicas) fewer."
    case .none: return "So \(replicas) are recommended."
    }
  }
}

extension Double {
  /// The share in percent, with two significant digits.
  fileprivate var percent: String {
    guard isFinite, self > 0 else { return "0 %" }
    let value = self * 100
    var scale = 1.0
    while value * scale < 10, scale < 1e6 { scale *= 10 }
    return "\(((value * scale).rounded() / scale).short) %"
  }

  /// The number with up to four significant digits, or as a whole number where it is one.
  fileprivate var short: String {
    guard isFinite, abs(self) < 1e15 else { return "\(self)" }
    if self == rounded() { return "\(Int64(self))" }
    if abs(self) >= 1000 { return "\(Int64(rounded()))" }
    var scale = 1.0
    while abs(self) * scale < 1000, scale < 1e12 { scale *= 10 }
    let digits = (self * scale).rounded() / scale
    return digits == digits.rounded() ? "\(Int64(digits))" : "\(digits)"
  }
}

extension Int64 {
  /// This many milliseconds as Prometheus writes durations, in its two largest units.
  fileprivate var asSpan: String {
    guard self >= 1000 else { return "\(self)ms" }
    let units: [(String, Int64)] = [("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)]
    var left = self / 1000
    var parts: [String] = []
    for (unit, seconds) in units where left >= seconds && parts.count < 2 {
      parts.append("\(left / seconds)\(unit)")
      left %= seconds
    }
    return parts.joined()
  }
}
