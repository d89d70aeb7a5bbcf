internal import Glibc

/// Why something with a file did not work.
public struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The closed set of reasons.
  public enum Code: String, CaseIterable, Hashable, Sendable {
    /// There is no such file or folder.
    case notFound = "not_found"
    /// This process may not do that.
    case permission
    /// A folder where a file was expected, or the reverse.
    case wrongKind = "wrong_kind"
    /// More bytes than the caller allows.
    case tooLarge = "too_large"
    /// The disk, a quota or a limit of the process is full.
    case noSpace = "no_space"
    /// Another process holds the lock.
    case locked
    /// The file was closed before.
    case closed
    /// Anything else: an I/O error, too many open files, a loop of symbolic links.
    case system
  }

  /// The reason.
  public var code: Code

  /// What was tried: `read`, `write`, `lock`, ...
  public var operation: String

  /// The file or folder.
  public var path: String

  /// The system's text, or what was expected.
  public var detail: String

  /// An error as given.
  public init(_ code: Code, operation: String, path: String, detail: String) {
    self.code = code
    self.operation = operation
    self.path = path
    self.detail = detail
  }

  /// `cannot read /etc/outrider/token: Permission denied`
  public var description: String { "cannot \(operation) \(path): \(detail)" }
}

extension FileError {
  /// The error that `number`, a value of errno, stands for.
  init(errno number: Int32, operation: String, path: String) {
    let code: Code =
      switch number {
      case ENOENT: .notFound
      case EACCES, EPERM, EROFS: .permission
      case EISDIR, ENOTDIR: .wrongKind
      case ENOSPC, EDQUOT, EFBIG: .noSpace
      case EWOULDBLOCK: .locked
      case EBADF: .closed
      default: .system
      }
    self.init(code, operation: operation, path: path, detail: String(cString: strerror(number)))
  }
}

/// Calls `body` until a signal does not interrupt it, and throws what errno says where it returns
/// a negative number.
func retrying<Number: SignedInteger>(
  _ operation: String, _ path: String, _ body: () -> Number
) throws(FileError) -> Number {
  while true {
    let result = body()
    if result >= 0 { return result }
    let number = errno
    if number != EINTR { throw FileError(errno: number, operation: operation, path: path) }
  }
}
