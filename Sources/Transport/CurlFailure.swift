package import CCurl

/// What libcurl says when it fails.
package struct CurlFailure: Error {
  /// The result code.
  package let code: CURLcode

  /// libcurl's own words, which may quote what it was given.
  package let text: String

  /// A failure as given.
  package init(code: CURLcode, text: String) {
    self.code = code
    self.text = text
  }

  /// A failure with the words that libcurl has for its code.
  package init(code: CURLcode) {
    self.init(code: code, text: String(cString: curl_easy_strerror(code)))
  }

  /// Whether the failure is about certificates, keys or the TLS handshake.
  package var isTLS: Bool {
    switch code {
    case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM,
      CURLE_SSL_CIPHER, CURLE_SSL_CACERT_BADFILE, CURLE_USE_SSL_FAILED, CURLE_SSL_ISSUER_ERROR,
      CURLE_SSL_CRL_BADFILE, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_INVALIDCERTSTATUS,
      CURLE_SSL_CLIENTCERT, CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_SHUTDOWN_FAILED:
      return true
    case CURLE_RECV_ERROR, CURLE_SEND_ERROR:
      // A TLS 1.3 server refuses a client's certificate after the handshake, with an alert.
      return text.contains(" alert ")
    default:
      return false
    }
  }
}

/// libcurl's own state, set up once a process.
package enum CurlLibrary {
  /// Whether libcurl could be set up.
  package static let isReady = curl_global_init(outrider_curl_global_default) == CURLE_OK
}
