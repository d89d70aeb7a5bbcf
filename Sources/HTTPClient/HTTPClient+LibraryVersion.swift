internal import CCurl

extension HTTPClient {
  /// The version of libcurl and of the libraries that it uses, as it tells itself.
  public static var libraryVersion: String { String(cString: curl_version()) }
}
