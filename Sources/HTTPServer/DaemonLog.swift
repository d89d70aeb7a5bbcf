import Synchronization

/// Takes the library's log lines: the first ones explain a failed start, later ones go to a hook.
final class DaemonLog: Sendable {
  private struct State {
    var isStarting = true
    var lines: [String] = []
  }

  private let state = Mutex(State())
  private let onError: (@Sendable (String) -> Void)?

  init(onError: (@Sendable (String) -> Void)?) {
    self.onError = onError
  }

  /// What the library said while it started, eight lines at most.
  var startupLines: [String] {
    state.withLock { $0.lines }
  }

  /// From now on the hook alone hears.
  func endStartup() {
    state.withLock { $0 = State(isStarting: false) }
  }

  /// Takes a line, which the library ends with a line break.
  func receive(_ message: String) {
    let line = message.split(whereSeparator: \.isNewline).joined(separator: " ")
    state.withLock { state in
      if state.isStarting, state.lines.count < 8 { state.lines.append(line) }
    }
    onError?(line)
  }
}
