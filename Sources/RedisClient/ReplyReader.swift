internal import CHiredis

/// Reads RESP2 replies out of a stream of bytes with hiredis' reader, within a limit.
///
/// hiredis grows no memory ahead of the bytes that come, and gives up beyond seven nested arrays. What
/// it does not bound is bounded here: the bytes of all replies since `restart`, a bulk string's declared
/// length, and a line without an end.
final class ReplyReader {
  private static let longestLine = 64 * 1024

  private let reader: UnsafeMutablePointer<redisReader>
  private let functions: UnsafeMutablePointer<redisReplyObjectFunctions>
  private let builder = ReplyBuilder()
  private let limit: Int
  private var received = 0

  /// A reader of at most `limit` bytes between two calls of `restart`.
  init(limit: Int) throws(RedisError) {
    functions = .allocate(capacity: 1)
    functions.initialize(
      to: redisReplyObjectFunctions(
        createString: createString, createArray: createArray, createInteger: createInteger,
        createNil: createNil, freeObject: freeObject))
    guard let reader = redisReaderCreateWithFunctions(functions) else {
      functions.deallocate()
      throw RedisError(.resources, "no memory for reading replies")
    }
    self.reader = reader
    self.limit = limit
    reader.pointee.privdata = Unmanaged.passUnretained(builder).toOpaque()
  }

  deinit {
    redisReaderFree(reader)
    functions.deallocate()
  }

  /// Whether nothing has come but whole replies that were taken.
  var isAtRest: Bool { reader.pointee.len == reader.pointee.pos && reader.pointee.ridx < 0 }

  /// Counts anew.
  func restart() { received = 0 }

  /// Takes bytes as they came.
  func feed(_ bytes: UnsafeRawBufferPointer) throws(RedisError) {
    received += bytes.count
    guard received <= limit else { throw tooLarge }
    let status = redisReaderFeed(
      reader, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count)
    if status != REDIS_OK { throw failure }
  }

  /// The next whole reply; nil until more bytes come.
  func next() throws(RedisError) -> RedisValue? {
    var reply: UnsafeMutableRawPointer?
    guard redisReaderGetReply(reader, &reply) == REDIS_OK else { throw failure }
    guard reply != nil else {
      try checkPending()
      return nil
    }
    return builder.take()
  }

  private var tooLarge: RedisError {
    RedisError(.tooLarge, "the answer has more than \(limit) bytes")
  }

  private var failure: RedisError {
    let text = withUnsafeBytes(of: &reader.pointee.errstr) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    return RedisError(
      reader.pointee.err == REDIS_ERR_OOM ? .resources : .protocol,
      "the answer is not RESP2: \(text)")
  }

  /// Refuses what has begun and can only end in vain.
  private func checkPending() throws(RedisError) {
    guard let buffer = reader.pointee.buf, reader.pointee.len > reader.pointee.pos else { return }
    let type = outrider_reader_pending_type(reader)
    guard type >= 0 else { return }
    let pending = UnsafeBufferPointer(
      start: buffer + reader.pointee.pos, count: reader.pointee.len - reader.pointee.pos)
    let line = pending.prefix(Self.longestLine).prefix { $0 != 0x0D }
    guard line.count < Self.longestLine else {
      throw RedisError(.protocol, "the answer has a line without an end")
    }
    guard type == REDIS_REPLY_STRING else { return }
    var length = 0
    for byte in line {
      guard 0x30...0x39 ~= byte else { return }
      length = length * 10 + Int(byte - 0x30)
      if length > limit { throw tooLarge }
    }
  }
}

/// Puts replies together as hiredis meets their parts.
private final class ReplyBuilder {
  private struct Level {
    var missing: Int
    var values: [RedisValue] = []
  }
  private var levels: [Level] = []
  private var whole: RedisValue?

  /// Any address but nil tells hiredis that an object was made; it is not looked at.
  var token: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

  /// The reply that has just become whole.
  func take() -> RedisValue? {
    defer { whole = nil }
    return whole
  }

  func begin(count: Int) {
    guard count > 0 else { return add(.array([])) }
    levels.append(Level(missing: count))
  }

  func add(_ value: RedisValue) {
    var value = value
    while let last = levels.indices.last {
      levels[last].values.append(value)
      levels[last].missing -= 1
      guard levels[last].missing == 0 else { return }
      value = .array(levels.removeLast().values)
    }
    whole = value
  }

  /// The builder that a task of the reader carries.
  static func of(_ task: UnsafePointer<redisReadTask>?) -> ReplyBuilder? {
    task?.pointee.privdata.map { Unmanaged<ReplyBuilder>.fromOpaque($0).takeUnretainedValue() }
  }
}

private func createString(
  _ task: UnsafePointer<redisReadTask>?, _ bytes: UnsafeMutablePointer<CChar>?, _ count: Int
) -> UnsafeMutableRawPointer? {
  guard let task, let builder = ReplyBuilder.of(task) else { return nil }
  let bytes = UnsafeRawBufferPointer(start: bytes, count: count)
  switch task.pointee.type {
  case REDIS_REPLY_STATUS: builder.add(.status(String(decoding: bytes, as: UTF8.self)))
  case REDIS_REPLY_ERROR: builder.add(.error(String(decoding: bytes, as: UTF8.self)))
  default: builder.add(.bulk(Array(bytes)))
  }
  return builder.token
}

private func createArray(_ task: UnsafePointer<redisReadTask>?, _ count: Int32)
  -> UnsafeMutableRawPointer?
{
  guard let builder = ReplyBuilder.of(task) else { return nil }
  builder.begin(count: Int(count))
  return builder.token
}

private func createInteger(_ task: UnsafePointer<redisReadTask>?, _ value: Int64)
  -> UnsafeMutableRawPointer?
{
  guard let builder = ReplyBuilder.of(task) else { return nil }
  builder.add(.integer(value))
  return builder.token
}

private func createNil(_ task: UnsafePointer<redisReadTask>?) -> UnsafeMutableRawPointer? {
  guard let builder = ReplyBuilder.of(task) else { return nil }
  builder.add(.null)
  return builder.token
}

/// Replies are Swift's to free.
private func freeObject(_ object: UnsafeMutableRawPointer?) {}
