package import CCurl

/// A libcurl easy handle with the lists and the error text that it points to. For one thread.
package final class EasyHandle {
  /// What libcurl calls for header lines and for parts of a body.
  package typealias Callback =
    @convention(c) (UnsafeMutablePointer<CChar>?, Int, Int, UnsafeMutableRawPointer?) -> Int

  /// The handle, for as long as this object lives.
  package let pointer: UnsafeMutableRawPointer
  private let errorText: UnsafeMutablePointer<CChar>
  private var lists: [UnsafeMutablePointer<curl_slist>] = []

  /// A new handle.
  package init() throws(CurlFailure) {
    guard CurlLibrary.isReady, let pointer = curl_easy_init() else {
      throw CurlFailure(code: CURLE_FAILED_INIT)
    }
    self.pointer = pointer
    errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
    errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    prepare()
  }

  deinit {
    curl_easy_cleanup(pointer)
    freeLists()
    errorText.deallocate()
  }

  /// Puts every option back to its default, and what all handles here share: no signals, no waiting
  /// for a resolver that a deadline has overtaken, no proxy from the environment.
  package func reset() {
    curl_easy_reset(pointer)
    freeLists()
    errorText[0] = 0
    prepare()
  }

  /// Sets a number.
  package func set(_ option: CURLoption, _ value: Int) throws(CurlFailure) {
    try check(outrider_curl_set_long(pointer, option, value))
  }

  /// Sets a number of bytes.
  package func set(_ option: CURLoption, bytes value: Int) throws(CurlFailure) {
    try check(outrider_curl_set_offset(pointer, option, curl_off_t(value)))
  }

  /// Sets a string, which libcurl copies; it holds no NUL.
  package func set(_ option: CURLoption, _ value: String) throws(CurlFailure) {
    try check(outrider_curl_set_string(pointer, option, value))
  }

  /// Sets a string that may be absent.
  package func set(_ option: CURLoption, optional value: String?) throws(CurlFailure) {
    if let value { try set(option, value) }
  }

  /// Sets a list, which lives until the next reset.
  package func set(_ option: CURLoption, _ values: [String]) throws(CurlFailure) {
    var list: UnsafeMutablePointer<curl_slist>?
    for value in values {
      guard let longer = curl_slist_append(list, value) else {
        curl_slist_free_all(list)
        throw CurlFailure(code: CURLE_OUT_OF_MEMORY)
      }
      list = longer
    }
    guard let list else { return }
    lists.append(list)
    try check(outrider_curl_set_list(pointer, option, list))
  }

  /// Sets the request's body, which libcurl copies.
  package func set(body: [UInt8]) throws(CurlFailure) {
    try set(CURLOPT_POSTFIELDSIZE_LARGE, bytes: body.count)
    let code = body.withUnsafeBytes { bytes in
      // Without an address libcurl would read the body from standard input.
      bytes.baseAddress.map {
        outrider_curl_set_pointer(pointer, CURLOPT_COPYPOSTFIELDS, $0)
      } ?? outrider_curl_set_string(pointer, CURLOPT_COPYPOSTFIELDS, "")
    }
    try check(code)
  }

  /// Sets a callback and the context that it is called with.
  package func set(
    _ option: CURLoption, _ callback: Callback, context contextOption: CURLoption,
    _ context: UnsafeMutableRawPointer
  ) throws(CurlFailure) {
    try check(outrider_curl_set_callback(pointer, option, callback))
    try check(outrider_curl_set_pointer(pointer, contextOption, context))
  }

  /// Sets the pointer that `MultiHandle` hands back with the transfer's end.
  package func set(context: UnsafeMutableRawPointer) throws(CurlFailure) {
    try check(outrider_curl_set_pointer(pointer, CURLOPT_PRIVATE, context))
  }

  /// Sets what a TLS connection needs, certificates checked unless the options say otherwise.
  package func set(tls: TLSOptions) throws(CurlFailure) {
    try set(CURLOPT_SSLVERSION, outrider_curl_tls_1_2)
    try set(CURLOPT_SSL_VERIFYPEER, tls.insecureSkipVerify ? 0 : 1)
    try set(CURLOPT_SSL_VERIFYHOST, tls.insecureSkipVerify ? 0 : 2)
    if let caFile = tls.caFile {
      try set(CURLOPT_CAINFO, caFile)
      // Debian's libcurl would trust the system's folder as well.
      try check(outrider_curl_set_string(pointer, CURLOPT_CAPATH, nil))
    }
    // libcurl keeps authorities for a day; a rotated file counts within the minute.
    try set(CURLOPT_CA_CACHE_TIMEOUT, 60)
    try set(CURLOPT_SSLCERT, optional: tls.certFile)
    try set(CURLOPT_SSLKEY, optional: tls.keyFile ?? tls.certFile)
  }

  /// A number that libcurl knows of the last transfer; nil where it does not.
  package func long(_ info: CURLINFO) -> Int? {
    var value = 0
    return outrider_curl_get_long(pointer, info, &value) == CURLE_OK ? value : nil
  }

  /// A number of bytes or of microseconds that libcurl knows of the last transfer; nil where it does not.
  package func offset(_ info: CURLINFO) -> Int? {
    var value = curl_off_t()
    return outrider_curl_get_offset(pointer, info, &value) == CURLE_OK ? Int(value) : nil
  }

  /// The socket of a connection made with `CURLOPT_CONNECT_ONLY`; nil where it is gone.
  package var activeSocket: Int32? {
    var socket = curl_socket_t(-1)
    guard outrider_curl_get_socket(pointer, &socket) == CURLE_OK, socket >= 0 else { return nil }
    return socket
  }

  /// The failure that `code` stands for, with what libcurl has written about it.
  package func failure(_ code: CURLcode) -> CurlFailure {
    let text = String(cString: errorText)
    // libcurl keeps its first complaint; this one comes of a look at a connection already lost.
    let isUseless = text.isEmpty || text.hasPrefix("getpeername()")
    return isUseless ? CurlFailure(code: code) : CurlFailure(code: code, text: text)
  }

  private func check(_ code: CURLcode) throws(CurlFailure) {
    if code != CURLE_OK { throw CurlFailure(code: code) }
  }

  private func prepare() {
    // These are known to every libcurl that the headers allow, so their results say nothing.
    _ = outrider_curl_set_pointer(pointer, CURLOPT_ERRORBUFFER, errorText)
    _ = outrider_curl_set_long(pointer, CURLOPT_NOSIGNAL, 1)
    _ = outrider_curl_set_long(pointer, CURLOPT_QUICK_EXIT, 1)
    _ = outrider_curl_set_string(pointer, CURLOPT_PROXY, "")
    _ = outrider_curl_set_string(pointer, CURLOPT_NOPROXY, "")
  }

  private func freeLists() {
    for list in lists { curl_slist_free_all(list) }
    lists = []
  }
}
