import ForecastLines
import Glibc

/// Lines of a file or of standard input, each as soon as it is there.
struct ForecastInput: ~Copyable {
  /// The longest line that is taken in, in bytes.
  static let longestLine = 256 << 20

  /// What comes next.
  enum Item {
    /// A line, without its end; also a last one without a line feed.
    case line
    /// A line of more than `longestLine` bytes, passed over.
    case tooLong
    /// Nothing more.
    case end
  }

  private let path: String
  private let descriptor: CInt
  private var buffer: [UInt8] = []
  private var start = 0
  private var searched = 0
  private var isAtEnd = false

  /// Lines of the file at `path`, or of standard input where that is `-`.
  init(path: String) throws(ForecastLineError) {
    self.path = path
    descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.failure(path, "cannot be opened") }
  }

  deinit {
    if descriptor != STDIN_FILENO { close(descriptor) }
  }

  /// Puts the next line into `line`.
  mutating func next(into line: inout [UInt8]) throws(ForecastLineError) -> Item {
    var isTooLong = false
    while true {
      if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        line.removeAll(keepingCapacity: true)
        if !isTooLong { line.append(contentsOf: buffer[start..<end]) }
        start = end + 1
        searched = start
        return isTooLong ? .tooLong : .line
      }
      searched = buffer.count
      if isTooLong || searched - start > Self.longestLine {
        isTooLong = true
        start = searched
      }
      if isAtEnd {
        guard start < buffer.count || isTooLong else { return .end }
        line.removeAll(keepingCapacity: true)
        line.append(contentsOf: buffer[start...])
        start = buffer.count
        return isTooLong ? .tooLong : .line
      }
      try fill()
    }
  }

  /// The whole of a file, or of standard input where `path` is `-`.
  static func contents(path: String) throws(ForecastLineError) -> [UInt8] {
    var input = try ForecastInput(path: path)
    while !input.isAtEnd {
      guard input.buffer.count <= longestLine else {
        throw ForecastLineError("\(path): is larger than \(longestLine) bytes")
      }
      try input.fill()
    }
    return input.buffer
  }

  /// Reads what is there, at least a byte, into the buffer.
  private mutating func fill() throws(ForecastLineError) {
    if start > 0 {
      buffer.removeSubrange(..<start)
      searched -= start
      start = 0
    }
    let chunk = 1 << 17
    let length = buffer.count
    buffer.append(contentsOf: repeatElement(0, count: chunk))
    let descriptor = descriptor
    var count = -1
    repeat {
      count = buffer.withUnsafeMutableBytes { bytes in
        bytes.baseAddress.map { read(descriptor, $0 + length, chunk) } ?? 0
      }
    } while count < 0 && errno == EINTR
    let code = errno
    buffer.removeLast(chunk - max(0, count))
    if count < 0 { throw Self.failure(path, "cannot be read", code) }
    if count == 0 { isAtEnd = true }
  }

  private static func failure(
    _ path: String, _ what: String, _ code: CInt = errno
  ) -> ForecastLineError {
    ForecastLineError("\(path): \(what): \(String(cString: strerror(code)))")
  }
}
