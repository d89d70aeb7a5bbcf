import ForecastLines
import Glibc

/// Standard output or standard error, unbuffered: what is written is at the reader's at once.
struct ForecastOutput {
  static let standard = ForecastOutput(descriptor: STDOUT_FILENO)
  static let errors = ForecastOutput(descriptor: STDERR_FILENO)

  let descriptor: CInt

  /// Writes all of `bytes`.
  func write(_ bytes: [UInt8]) throws(ForecastLineError) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        buffer.baseAddress.map { Glibc.write(descriptor, $0 + written, buffer.count - written) }
          ?? 0
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw ForecastLineError("cannot write: \(String(cString: strerror(errno)))")
      }
      written += count
    }
  }

  /// Writes `text` as UTF-8.
  func write(_ text: String) throws(ForecastLineError) { try write(Array(text.utf8)) }

  /// The width of the terminal in characters; nil in a pipe.
  var terminalWidth: Int? {
    guard isatty(descriptor) == 1 else { return nil }
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  /// Whether colours help: on a terminal, unless `NO_COLOR` is set (no-color.org) or the terminal is `dumb`.
  var usesColor: Bool {
    guard isatty(descriptor) == 1, getenv("NO_COLOR") == nil else { return false }
    return getenv("TERM").map { String(cString: $0) != "dumb" } ?? false
  }
}
