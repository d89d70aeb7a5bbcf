import CZlib

/// Compression in gzip's format (RFC 1952) by zlib.
public enum Gzip {
  /// Compresses bytes.
  ///
  /// The answer depends on the bytes, the level and zlib's version alone: the header carries no time
  /// and no name.
  ///
  /// - Parameters:
  ///   - bytes: What to compress; may be empty.
  ///   - level: 1 (fastest) to 9 (smallest); values outside are clamped.
  /// - Returns: The compressed bytes; nil only where zlib finds no memory.
  public static func compress(_ bytes: [UInt8], level: Int = 6) -> [UInt8]? {
    bytes.withUnsafeBytes { compress($0, level: level) }
  }

  /// Compresses a body into a body, without further copies; nil only where zlib finds no memory.
  public static func compress(_ body: HTTPBody, level: Int = 6) -> HTTPBody? {
    body.withUnsafeBytes { compress($0, level: level) }.map(HTTPBody.init)
  }

  private static func compress(_ source: UnsafeRawBufferPointer, level: Int) -> [UInt8]? {
    // zlib remembers the stream's address, so it must not move between calls.
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    defer { stream.deallocate() }
    let gzipWindow = MAX_WBITS + 16
    guard
      deflateInit2_(
        stream, Int32(max(1, min(level, 9))), Z_DEFLATED, gzipWindow, 8, Z_DEFAULT_STRATEGY,
        ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { return nil }
    defer { deflateEnd(stream) }
    let bound = Int(deflateBound(stream, UInt(source.count)))
    var isWhole = false
    let result = [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
      isWhole = deflateAll(stream, source, into: UnsafeMutableRawBufferPointer(buffer))
      count = isWhole ? Int(stream.pointee.total_out) : 0
    }
    return isWhole ? result : nil
  }

  /// zlib counts its buffers in 32 bits: both are fed in pieces that fit.
  private static func deflateAll(
    _ stream: UnsafeMutablePointer<z_stream>, _ source: UnsafeRawBufferPointer,
    into target: UnsafeMutableRawBufferPointer
  ) -> Bool {
    var read = 0
    var written = 0
    while true {
      let input = min(source.count - read, Int(UInt32.max))
      let output = min(target.count - written, Int(UInt32.max))
      // zlib's interface is not const-correct; it does not write to its input.
      stream.pointee.next_in = UnsafeMutableRawPointer(mutating: source.baseAddress)?
        .advanced(by: read).assumingMemoryBound(to: UInt8.self)
      stream.pointee.avail_in = UInt32(input)
      stream.pointee.next_out = target.baseAddress?.advanced(by: written)
        .assumingMemoryBound(to: UInt8.self)
      stream.pointee.avail_out = UInt32(output)
      let isLast = read + input == source.count
      let status = deflate(stream, isLast ? Z_FINISH : Z_NO_FLUSH)
      let consumed = input - Int(stream.pointee.avail_in)
      let produced = output - Int(stream.pointee.avail_out)
      read += consumed
      written += produced
      if status == Z_STREAM_END { return true }
      guard status == Z_OK, consumed + produced > 0 else { return false }
    }
  }
}
