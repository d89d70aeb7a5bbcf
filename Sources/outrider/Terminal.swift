import Glibc

/// What commands say to people beside their output.
enum Terminal {
  /// Says on standard error what went wrong.
  static func complain(_ text: String) {
    write("outrider: " + text)
  }

  /// Writes a line to standard error.
  static func write(_ text: String) {
    Array((text + "\n").utf8).withUnsafeBytes {
      _ = Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count)
    }
  }
}

/// The environment of this process.
func processEnvironment() -> [String: String] {
  var variables: [String: String] = [:]
  var next = environ
  while let entry = next.pointee {
    let text = String(cString: entry)
    if let equals = text.firstIndex(of: "=") {
      variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
    }
    next += 1
  }
  return variables
}
