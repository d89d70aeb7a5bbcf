/// An HTTP client file while it is read.
struct HTTPClientDraft: HTTPDraft {
  var access = AccessDraft()
}

/// The keys of an HTTP client file: those by which a source says who asks.
enum HTTPClientTable {
  static let root = Block<HTTPClientDraft, HTTPAccessSettings>(
    title: "Top level of an HTTP client file", noun: "the HTTP client file",
    introduction: """
      The file that `outrider forecast --http.config.file` names, as `promtool` has it: how a server is spoken to, with the keys that a \
      source has for that.
      """,
    initial: { HTTPClientDraft() },
    keys: HTTPSourceTable.access(),
    elsewhere: HTTPSourceTable.accessElsewhere,
    finish: { draft, given, loading in draft.access.finished(given, loading) })
}
