import HTTPClient
import HTTPServer

/// The libraries that the program runs with.
public enum Libraries {
  /// Names and versions, as the libraries themselves tell them.
  public static var versions: [(name: String, version: String)] {
    [("libcurl", HTTPClient.libraryVersion), ("libmicrohttpd", HTTPServer.libraryVersion)]
  }
}
