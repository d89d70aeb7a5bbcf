extension Reading {
  /// Whether the source must have answered for this reading to come about.
  var showsLife: Bool {
    switch self {
    case .value, .table, .absent: true
    case .failed(let error):
      switch error.reason {
      case .query, .severalSeries, .wrongType: true
      case .timeout, .connection, .tls, .authentication, .status, .malformed, .tooLarge,
        .unavailable, .secret, .settings:
        false
      }
    }
  }
}
