/// Remembers which credentials were right and which were wrong, as salted digests.
///
/// One right password a user, so wrong guesses never push a right one out; wrong ones in a ring.
struct VerdictCache {
  private let salt: [UInt8]
  private let wrongLimit: Int
  private var right: [String: [UInt8]] = [:]
  private var wrong: Set<[UInt8]> = []
  private var wrongOrder: [[UInt8]] = []
  private var oldest = 0

  init(wrongLimit: Int = 256) {
    var generator = SystemRandomNumberGenerator()
    salt = (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
    self.wrongLimit = wrongLimit
  }

  /// What is known about credentials; nil for nothing.
  func verdict(_ credentials: BasicCredentials) -> Bool? {
    let digest = digest(credentials)
    if let known = right[credentials.user], constantTimeEqual(known, digest) { return true }
    return wrong.contains(digest) ? false : nil
  }

  /// Remembers a verdict.
  mutating func remember(_ credentials: BasicCredentials, isRight: Bool) {
    let digest = digest(credentials)
    if isRight {
      right[credentials.user] = digest
    } else if wrong.insert(digest).inserted {
      if wrongOrder.count < wrongLimit {
        wrongOrder.append(digest)
      } else {
        wrong.remove(wrongOrder[oldest])
        wrongOrder[oldest] = digest
        oldest = (oldest + 1) % wrongLimit
      }
    }
  }

  private func digest(_ credentials: BasicCredentials) -> [UInt8] {
    // A user name holds no NUL where it can be right, so the two parts cannot be confused.
    SHA256.digest(salt + credentials.user.utf8 + [0] + credentials.password)
  }
}
