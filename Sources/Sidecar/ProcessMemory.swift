import CMalloc
import FileAccess
import Glibc

/// What the process does about the memory that it holds.
enum ProcessMemory {
  /// Sets the allocator up for a process that is small for days after a large start: two arenas, since with one for each thread
  /// what one has freed does not serve another; and large blocks in mappings of their own, which go back when they are freed.
  static func prepare() {
    mallopt(M_ARENA_MAX, 2)
    mallopt(M_MMAP_THRESHOLD, 64 << 10)
  }

  /// Gives back free memory of the allocator: a backfill and a warm-up leave much of it.
  static func giveBackFree() {
    malloc_trim(0)
  }

  /// Gives back the pages of program files; those that are used again come back from the page cache.
  ///
  /// Start-up touches much code and many constants that a cycle never needs. Only mappings that cannot be written and hold no
  /// page of their own (as relocated constants do) are given back, so nothing is lost.
  static func giveBackFilePages() {
    guard let bytes = try? LocalFile.read("/proc/self/smaps", limit: 4 << 20) else { return }
    var mapping: (start: UInt, end: UInt)?
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let fields = line.split(separator: " ", omittingEmptySubsequences: true)
      if fields.count >= 5, fields[1].utf8.count == 4, fields[1].hasSuffix("p") {
        mapping = readOnlyFile(fields)
      } else if fields.first == "Anonymous:", let (start, end) = mapping {
        mapping = nil
        guard fields.count == 3, fields[1] == "0" else { continue }
        madvise(UnsafeMutableRawPointer(bitPattern: start), Int(end - start), MADV_DONTNEED)
      }
    }
  }

  /// The addresses of a mapping in smaps(5), if it is of a file and cannot be written.
  private static func readOnlyFile(_ fields: [Substring]) -> (start: UInt, end: UInt)? {
    let ends = fields[0].split(separator: "-")
    guard fields[1] == "r-xp" || fields[1] == "r--p", fields.count >= 6, fields[5].hasPrefix("/"),
      ends.count == 2, let start = UInt(ends[0], radix: 16), let end = UInt(ends[1], radix: 16),
      end > start
    else { return nil }
    return (start, end)
  }
}
