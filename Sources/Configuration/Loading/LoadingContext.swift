internal import Calendar
internal import FileAccess
internal import InstanceMix

/// What loading one configuration gathers: problems, files, and what later keys need of earlier ones.
final class LoadingContext {
  /// A source that signals may refer to.
  struct KnownSource {
    let name: String
    let kind: SourceKind
    let place: Place
    let speed: (value: Double, place: Place)?
  }

  let environment: [String: String]
  /// The folder that relative paths start from; empty for the working directory.
  let folder: String
  /// The forecasting models that there are; nil: any name is taken.
  let models: [String]?

  /// Far more problems than a person reads; a few lines of aliases could make millions.
  static let maximumProblems = 1000
  /// The most bytes that `${...}` puts into one configuration.
  static let maximumExpansion = 16 << 20

  private(set) var problems: [Problem] = []
  private(set) var files: [String] = []
  private var knownFiles: Set<String> = []
  private var secretTexts: [String: String] = [:]
  private var expandedByteCount = 0

  /// The configured calendar, known before workloads are read.
  var calendar = CalendarSettings()
  /// The time zones and calendar files that were read, by name and path.
  var zones: [String: TimeZoneRules] = [:]
  var calendarFiles: [String: [CalendarEvent]] = [:]
  /// The configured interval, known before sources are read.
  var interval = Settings().interval
  /// Where entries of lists have their names, by `list/name`.
  var itemPlaces: [String: Place] = [:]
  /// The configured sources, known before workloads are read.
  var sources: [KnownSource] = []
  /// The names of the configured workloads, known before node pools are read; nil: they could not be read.
  var workloads: [String]?
  /// The catalogues that were read, by path.
  var catalogues: [String: Catalogue] = [:]
  /// Whether a source could not be read so far that signals could name it, which was reported.
  var sourcesAreIncomplete = false

  init(environment: [String: String], folder: String, models: [String]? = nil) {
    self.environment = environment
    self.folder = folder
    self.models = models
  }

  func report(_ place: Place, _ message: String) {
    add(Problem(place: place, severity: .error, message: message))
  }

  func warn(_ place: Place, _ message: String) {
    add(Problem(place: place, severity: .warning, message: message))
  }

  /// Reports what is wrong with another file.
  func report(_ problems: [Problem]) {
    for problem in problems { add(problem) }
  }

  /// How many errors were reported so far.
  var errorCount: Int { problems.count { $0.severity == .error } }

  private func add(_ problem: Problem) {
    if problems.count < Self.maximumProblems {
      problems.append(problem)
    } else if problems.count == Self.maximumProblems {
      problems.append(
        Problem(
          place: problem.place, severity: .error,
          message: "more than \(Self.maximumProblems) problems; the rest are not shown"))
    }
  }

  /// Counts what `${...}` put in.
  func noteExpansion(byteCount: Int) throws(Mismatch) {
    expandedByteCount += byteCount
    guard expandedByteCount <= Self.maximumExpansion else {
      throw Mismatch(
        "`${...}` puts in more than \(Self.maximumExpansion) bytes in all; expected shorter values")
    }
  }

  /// The problems in file order, each once (an alias may lead to one problem from several places).
  var sortedProblems: [Problem] {
    var seen: Set<Problem> = []
    let ordered = problems.enumerated().sorted { left, right in
      (left.element.place, left.offset) < (right.element.place, right.offset)
    }
    return ordered.map(\.element).filter { seen.insert($0).inserted }
  }

  /// `path` as seen from the configuration's folder.
  func resolve(_ path: String) -> String {
    path.hasPrefix("/") || folder.isEmpty ? path : folder + "/" + path
  }

  /// Notes that the configuration depends on the file at `path`, which is resolved.
  func watch(_ path: String) {
    if knownFiles.insert(path).inserted { files.append(path) }
  }

  /// The text of a small file without its last line break.
  func secretText(inFile path: String) throws(Mismatch) -> String {
    guard !path.isEmpty else { throw Mismatch("`${file:}` names no file; expected `${file:PATH}`") }
    let resolved = resolve(path)
    if let text = secretTexts[resolved] { return text }
    watch(resolved)
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try LocalFile.read(resolved, limit: 1 << 16)
    } catch {
      throw Mismatch(
        "file `\(resolved)` cannot be read: \(error.detail); expected a readable file")
    }
    guard var text = String(validating: bytes, as: UTF8.self) else {
      throw Mismatch("file `\(resolved)` is not UTF-8; expected UTF-8 text")
    }
    if text.hasSuffix("\r\n") || text.hasSuffix("\n") { text.removeLast() }
    secretTexts[resolved] = text
    return text
  }
}

/// Why a value is not what its key expects: what is wrong, and what was expected.
struct Mismatch: Error {
  let message: String

  init(_ message: String) { self.message = message }
}
