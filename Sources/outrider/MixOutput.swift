import Glibc

/// Standard output, unbuffered: an answer is at its reader's before the next problem is read.
enum MixOutput {
  /// Writes all of the bytes.
  static func write(_ bytes: [UInt8]) throws(MixSystemError) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count)
      }
      if count >= 0 {
        sent += count
      } else if errno != EINTR {
        throw MixSystemError(doing: "writing the answer", code: errno)
      }
    }
  }
}

/// Input or output that the system refuses.
struct MixSystemError: Error, CustomStringConvertible {
  var doing: String
  var code: Int32
  var description: String { "\(doing): \(String(cString: strerror(code)))" }
}
