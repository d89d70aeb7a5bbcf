import HTTPServer
import Synchronization

/// A page that is replaced while it is served, as a sidecar does each cycle.
final class PageHolder: Sendable {
  private let state: Mutex<(page: HTTPResponse, reads: Int)>

  init(_ page: HTTPResponse) {
    state = Mutex((page, 0))
  }

  var current: HTTPResponse {
    state.withLock { state in
      state.reads += 1
      return state.page
    }
  }

  var reads: Int { state.withLock { $0.reads } }

  func replace(_ page: HTTPResponse) {
    state.withLock { $0.page = page }
  }
}
