import HTTPServer

extension HTTPServer.Configuration {
  /// The defaults, with time limits that are not what a test is about.
  static var patient: Self { Self().patient }

  /// The same with time limits that a busy machine does not reach.
  var patient: Self {
    var copy = self
    copy.idleTimeout = .seconds(300)
    copy.requestTimeout = .seconds(300)
    copy.responseTimeout = .seconds(300)
    return copy
  }
}
