import CMalloc
import FileAccess
import Glibc

/// What the process does about the memory that it holds.
enum ProcessMemory {
  /// Keeps the allocator to two arenas: with one for each thread, what one has freed does not serve another.
  static func limitArenas() {
    mallopt(M_ARENA_MAX, 2)
  }

  /// Gives back what is not in use: free memory of the allocator, and pages of program code.
  ///
  /// Start-up and a backfill touch much code and memory that a cycle never needs again. Pages of code are clean and come
  /// back from the page cache when they are run; only mappings that were never writable are given back.
  static func giveBack() {
    malloc_trim(0)
    guard let bytes = try? LocalFile.read("/proc/self/maps", limit: 1 << 20) else { return }
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let fields = line.split(separator: " ", omittingEmptySubsequences: true)
      guard fields.count >= 6, fields[1] == "r-xp", fields[5].hasPrefix("/") else { continue }
      let ends = fields[0].split(separator: "-")
      guard ends.count == 2, let start = UInt(ends[0], radix: 16),
        let end = UInt(ends[1], radix: 16), end > start
      else { continue }
      madvise(UnsafeMutableRawPointer(bitPattern: start), Int(end - start), MADV_DONTNEED)
    }
  }
}
