import CMicroHTTPD

/// Header lines and a body wrapped once in a response object of the library, which may be queued on
/// many connections.
///
/// Ownership: the library's object counts its references under a lock of its own. This class holds
/// one and drops it in `deinit`; each connection that is still sending holds another. The object in
/// turn holds one reference to the body, given back by its free callback. So the bytes outlive the
/// slowest reader and nothing else.
final class HTTPMessage: Sendable {
  let headers: [HTTPHeader]
  let body: HTTPBody
  /// The first header line that the library refuses (no token as name, a line break in the value).
  let refusedHeader: String?
  // An opaque pointer is not Sendable; the library documents this object as shareable among threads,
  // and it is not changed after `init`.
  nonisolated(unsafe) let response: OpaquePointer?

  init(headers: [HTTPHeader], body: HTTPBody) {
    self.headers = headers
    self.body = body
    let owner = Unmanaged.passRetained(body)
    response = MHD_create_response_from_buffer_with_free_callback_cls(
      body.count, body.address, releaseBody, owner.toOpaque())
    guard let response else {
      owner.release()
      refusedHeader = nil
      return
    }
    refusedHeader =
      headers.first { header in
        // C strings end at a NUL: a value that holds one would be cut silently.
        header.value.utf8.contains(0) || header.name.utf8.contains(0)
          || MHD_add_response_header(response, header.name, header.value) == .NO
      }?.name
  }

  deinit {
    if let response { MHD_destroy_response(response) }
  }
}

/// Gives back the reference that the library's response object holds.
private func releaseBody(_ owner: UnsafeMutableRawPointer?) {
  guard let owner else { return }
  Unmanaged<HTTPBody>.fromOpaque(owner).release()
}
