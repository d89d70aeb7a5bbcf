package import CCurl

/// A libcurl multi handle: many transfers on one thread. All but its waker are for that thread alone.
package final class MultiHandle {
  /// One transfer's end.
  package struct Completion {
    /// The context set on its easy handle; nil where none was.
    package let context: UnsafeMutableRawPointer?

    /// How it ended.
    package let code: CURLcode
  }

  private let pointer: UnsafeMutableRawPointer

  /// Ends a wait from any thread.
  package let waker: Waker

  /// A new handle that keeps at most so many idle connections; zero: libcurl's choice.
  package init(idleConnections: Int = 0) throws(CurlFailure) {
    guard CurlLibrary.isReady, let pointer = curl_multi_init() else {
      throw CurlFailure(code: CURLE_FAILED_INIT)
    }
    self.pointer = pointer
    waker = Waker(pointer)
    // Known to every libcurl that the headers allow, so the result says nothing.
    _ = outrider_curl_multi_set_long(pointer, CURLMOPT_MAXCONNECTS, idleConnections)
  }

  deinit { curl_multi_cleanup(pointer) }

  /// Starts a transfer; the easy handle must live until it is removed.
  package func add(_ easy: EasyHandle) throws(CurlFailure) {
    try check(curl_multi_add_handle(pointer, easy.pointer))
  }

  /// Ends a transfer, finished or not.
  package func remove(_ easy: EasyHandle) {
    // Fails only for a handle that was not added.
    _ = curl_multi_remove_handle(pointer, easy.pointer)
  }

  /// Moves all transfers on as far as they go without waiting.
  package func perform() throws(CurlFailure) {
    var running: Int32 = 0
    try check(curl_multi_perform(pointer, &running))
  }

  /// The next transfer that has ended.
  package func nextCompletion() -> Completion? {
    var remaining: Int32 = 0
    while let message = curl_multi_info_read(pointer, &remaining) {
      guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else {
        continue
      }
      var context: UnsafeMutableRawPointer?
      guard outrider_curl_get_pointer(easy, CURLINFO_PRIVATE, &context) == CURLE_OK else {
        continue
      }
      return Completion(context: context, code: message.pointee.data.result)
    }
    return nil
  }

  /// Waits until a transfer can move on, the waker is used or time is up.
  package func wait(atMost timeout: Duration) throws(CurlFailure) {
    try check(
      curl_multi_poll(pointer, nil, 0, Int32(clamping: timeout.waitMilliseconds), nil))
  }

  /// Waits until `socket` is ready as asked, the waker is used or time is up.
  package func wait(for socket: Int32, writing: Bool, atMost timeout: Duration) throws(CurlFailure)
  {
    var extra = curl_waitfd(
      fd: socket, events: Int16(CURL_WAIT_POLLIN | (writing ? CURL_WAIT_POLLOUT : 0)), revents: 0)
    try check(
      curl_multi_poll(pointer, &extra, 1, Int32(clamping: timeout.waitMilliseconds), nil))
  }

  private func check(_ code: CURLMcode) throws(CurlFailure) {
    guard code != CURLM_OK else { return }
    throw CurlFailure(
      code: code == CURLM_OUT_OF_MEMORY ? CURLE_OUT_OF_MEMORY : CURLE_FAILED_INIT,
      text: String(cString: curl_multi_strerror(code)))
  }
}

/// Ends another thread's wait on a multi handle.
///
/// `curl_multi_wakeup` is the one multi function that any thread may call
/// (https://curl.se/libcurl/c/curl_multi_wakeup.html); the address is kept as a number because
/// Swift's pointers do not cross threads. Whoever holds a waker must drop it before the handle goes.
package struct Waker: Sendable {
  private let address: UInt

  fileprivate init(_ pointer: UnsafeMutableRawPointer) { address = UInt(bitPattern: pointer) }

  /// Ends the wait that goes on, or else the next one.
  package func wake() {
    // Fails only where the handle's own socket pair is broken, and then waits end by their time limit.
    _ = curl_multi_wakeup(UnsafeMutableRawPointer(bitPattern: address))
  }
}
