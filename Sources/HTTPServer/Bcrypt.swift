import CCrypt
import Glibc

/// Verifies bcrypt hashes with the system's libcrypt; for one thread at a time.
struct Bcrypt: ~Copyable {
  private let scratch: UnsafeMutablePointer<crypt_data>

  init() {
    // 32 KiB, reused: `crypt_r` wants it zeroed once.
    scratch = .allocate(capacity: 1)
    scratch.initialize(to: crypt_data())
  }

  deinit {
    explicit_bzero(scratch, MemoryLayout<crypt_data>.size)
    scratch.deallocate()
  }

  /// Whether the hash is one of this password; takes as long for a wrong one as for the right one.
  ///
  /// Only the first 72 bytes count, as everywhere with bcrypt. A password with a NUL fits no hash.
  func verify(_ password: [UInt8], hash: String) -> Bool {
    guard !password.contains(0), let computed = digest(password, as: hash) else { return false }
    return constantTimeEqual(computed, Array(hash.utf8))
  }

  /// The password's hash with the salt and cost of another; nil where that one is malformed.
  func digest(_ password: [UInt8], as hash: String) -> [UInt8]? {
    let phrase = password.map { CChar(bitPattern: $0) } + [0]
    guard let result = crypt_r(phrase, hash, scratch) else { return nil }
    // libcrypt returns "*0" or "*1" where it fails.
    let computed = Array(UnsafeRawBufferPointer(start: result, count: strlen(result)))
    return computed.first == UInt8(ascii: "*") ? nil : computed
  }
}

/// Equality in a time that depends on the lengths alone.
func constantTimeEqual(_ first: [UInt8], _ second: [UInt8]) -> Bool {
  guard first.count == second.count else { return false }
  var difference: UInt8 = 0
  for index in first.indices { difference |= first[index] ^ second[index] }
  return difference == 0
}
