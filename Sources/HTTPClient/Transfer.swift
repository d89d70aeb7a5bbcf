internal import CCurl
internal import Transport

/// One transfer from its submission to its end, on the loop's thread.
final class Transfer {
  /// What the caller handed over.
  let submission: TransferSubmission

  /// The handle while the transfer runs.
  var easy: EasyHandle?

  /// Whether the caller has been answered.
  private(set) var isFinished = false

  private var headers = HTTPClientHeaders()
  private var headerBytes = 0
  private var isHeaderComplete = false
  private var body: [UInt8] = []
  /// Why a callback has stopped the transfer.
  private var refusal: HTTPClientError?

  init(_ submission: TransferSubmission) { self.submission = submission }

  private var plan: TransferPlan { submission.plan }
  private var limit: Int { plan.request.maximumBodyBytes }

  /// Sets the handle up for this transfer.
  func prepare(_ easy: EasyHandle) throws(CurlFailure) {
    try plan.configure(easy)
    // The loop holds the transfer for as long as the handle can call back.
    let context = Unmanaged.passUnretained(self).toOpaque()
    try easy.set(context: context)
    try easy.set(CURLOPT_HEADERFUNCTION, receiveHeader, context: CURLOPT_HEADERDATA, context)
    try easy.set(CURLOPT_WRITEFUNCTION, receiveBody, context: CURLOPT_WRITEDATA, context)
    self.easy = easy
  }

  /// Answers the caller; later calls do nothing.
  func finish(_ result: Result<HTTPClientResponse, HTTPClientError>) {
    guard !isFinished else { return }
    isFinished = true
    body = []
    submission.continuation.resume(returning: result)
  }

  /// Answers the caller with what libcurl's result stands for.
  func finish(_ code: CURLcode) {
    if let refusal { return finish(.failure(refusal)) }
    if code == CURLE_OPERATION_TIMEDOUT { return expire() }
    guard code == CURLE_OK else {
      return fail(easy?.failure(code) ?? CurlFailure(code: code))
    }
    // libcurl takes the end of the connection as the end of the header.
    guard isHeaderComplete else { return fail(CurlFailure(code: CURLE_PARTIAL_FILE)) }
    let status = easy?.long(CURLINFO_RESPONSE_CODE) ?? 0
    finish(.success(HTTPClientResponse(status: status, headers: headers, body: body)))
  }

  /// Answers the caller with a failure of libcurl.
  func fail(_ failure: CurlFailure) {
    finish(.failure(HTTPClientError(failure, plan)))
  }

  /// Answers the caller that time is up, and how far the transfer had come.
  func expire() {
    let phase: String
    if let easy {
      if headerBytes > 0 {
        phase = "the answer was not complete (\(body.count) bytes of its body came)"
      } else if (easy.offset(CURLINFO_PRETRANSFER_TIME_T) ?? 0) > 0 {
        phase = "no answer came"
      } else if (easy.long(CURLINFO_LOCAL_PORT) ?? 0) > 0 {
        phase = "the TLS handshake was not complete"
      } else {
        phase = "there was no connection"
      }
    } else {
      phase = "no connection was free"
    }
    finish(
      .failure(
        HTTPClientError(
          .timeout,
          "\(plan.target.authority): \(phase) within \(plan.request.timeout.text)")))
  }

  /// Takes one header line; false stops the transfer.
  fileprivate func receive(header line: UnsafeRawBufferPointer) -> Bool {
    headerBytes += line.count
    guard headerBytes <= 256 * 1024 else {
      return refuse(
        HTTPClientError(
          .tooLarge, "\(plan.target.authority): the answer's header has more than 256 KiB"))
    }
    // An interim answer (1xx), or a proxy's, comes before the final one.
    if line.starts(with: "HTTP/".utf8) {
      headers = HTTPClientHeaders()
      isHeaderComplete = false
      return true
    }
    if line.count <= 2 { isHeaderComplete = true }
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return true }
    let value = line[(colon + 1)...]
    let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A }
    let start = value.firstIndex { !isSpace($0) } ?? value.endIndex
    let end = value.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? start
    headers.append(
      name: String(decoding: line[..<colon], as: UTF8.self),
      value: String(decoding: value[start..<max(start, end)], as: UTF8.self))
    return true
  }

  /// Takes a part of the body; false stops the transfer.
  fileprivate func receive(body part: UnsafeRawBufferPointer) -> Bool {
    guard part.count <= limit - body.count else {
      return refuse(.tooLarge(plan))
    }
    if body.isEmpty, let length = easy?.offset(CURLINFO_CONTENT_LENGTH_DOWNLOAD_T), length > 0 {
      // Saves growing in steps; a length that is not true is not worth more than a mebibyte.
      body.reserveCapacity(max(part.count, min(length, limit, 1024 * 1024)))
    }
    body.append(contentsOf: part)
    return true
  }

  private func refuse(_ error: HTTPClientError) -> Bool {
    refusal = error
    return false
  }
}

/// Any other count than the one given tells libcurl to stop.
private let stop = 0

private func receiveHeader(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
  _ context: UnsafeMutableRawPointer?
) -> Int {
  guard let context else { return stop }
  let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
  let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
  return transfer.receive(header: line) ? line.count : stop
}

private func receiveBody(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
  _ context: UnsafeMutableRawPointer?
) -> Int {
  guard let context else { return stop }
  let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
  let part = UnsafeRawBufferPointer(start: bytes, count: size * count)
  return transfer.receive(body: part) ? part.count : stop
}
