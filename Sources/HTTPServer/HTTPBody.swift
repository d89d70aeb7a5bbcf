/// Immutable bytes of a response, held once and sent from where they lie.
///
/// Any number of responses and connections may share one body; its memory is freed when the last of
/// them lets go, which may be on a server thread and long after a newer page has replaced it.
public final class HTTPBody: Sendable {
  // A raw pointer is not Sendable. This memory is written only before `init` returns, is read-only
  // ever after, and lives exactly as long as the object.
  nonisolated(unsafe) private let memory: UnsafeMutableRawBufferPointer
  /// The number of bytes.
  public let count: Int

  /// A body of no bytes.
  public static let empty = HTTPBody([])

  /// Lets a closure write up to `capacity` bytes straight into the body's memory, so that a large
  /// page is never copied.
  ///
  /// - Parameters:
  ///   - capacity: The bytes to allocate; what is not used stays allocated with the body.
  ///   - write: Fills the buffer from its start and returns the number of bytes written, which
  ///     must be within `0...capacity`.
  public init<Failure: Error>(
    capacity: Int, write: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
  ) throws(Failure) {
    // At least one byte: an empty buffer has no address, and C wants one.
    let memory = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(capacity, 1), alignment: MemoryLayout<UInt>.alignment)
    do {
      let written = try write(UnsafeMutableRawBufferPointer(rebasing: memory[..<max(capacity, 0)]))
      precondition(
        (0...max(capacity, 0)).contains(written), "more bytes written than there is room")
      count = written
    } catch {
      memory.deallocate()
      throw error
    }
    self.memory = memory
  }

  /// Copies bytes into a body.
  public convenience init(_ bytes: [UInt8]) {
    self.init(capacity: bytes.count) { buffer in
      buffer.copyBytes(from: bytes)
      return bytes.count
    }
  }

  /// Copies the UTF-8 of a text into a body.
  public convenience init(_ text: String) {
    self.init([UInt8](text.utf8))
  }

  deinit {
    memory.deallocate()
  }

  /// Calls a closure with the bytes; the pointer must not leave it.
  public func withUnsafeBytes<Result, Failure: Error>(
    _ read: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try read(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(memory)[..<count]))
  }

  /// A copy of the bytes.
  public var bytes: [UInt8] {
    withUnsafeBytes { [UInt8]($0) }
  }

  /// The first byte's address, valid as long as the body lives; mutable only in its type, for C.
  var address: UnsafeMutableRawPointer? { memory.baseAddress }
}
