import FileAccess
import Foundation
import Testing

struct FileAccessTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test(arguments: [0, 1, 4095, 4096, 70_000, 300_000])
  func whatIsReplacedIsRead(size: Int) throws {
    let path = folder.file("naïve ☃")
    let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try LocalFile.replace(path, with: [1, 2, 3])
    try LocalFile.replace(path, with: bytes)
    #expect(try LocalFile.read(path, limit: size) == bytes)
    #expect(try LocalFolder.names(in: folder.path) == ["naïve ☃"])
    if size > 0 {
      #expect(code { _ = try LocalFile.read(path, limit: size - 1) } == .tooLarge)
    }
  }

  @Test func aFileWithoutASizeIsReadToItsEnd() throws {
    #expect(try LocalFile.read("/proc/self/status", limit: 1 << 20).count > 100)
    #expect(code { _ = try LocalFile.read("/dev/zero", limit: 100_000) } == .tooLarge)
  }

  @Test func errorsHaveTheRightCodeAndNameThePath() throws {
    let missing = folder.file("missing")
    #expect(code { _ = try LocalFile.read(missing, limit: 1) } == .notFound)
    #expect(code { _ = try LocalFile.read(folder.path, limit: 1) } == .wrongKind)
    #expect(code { _ = try LocalFolder.names(in: missing) } == .notFound)
    #expect(code { _ = try FileStamp(path: missing) } == .notFound)
    #expect(code { try LocalFile.replace("\(missing)/x", with: []) } == .notFound)
    #expect(code { try LocalFile.replace("/proc/outrider", with: []) } != nil)
    #expect(code { try OpenFile(path: "/dev/full", mode: .append).write([1]) } == .noSpace)
    do throws(FileError) {
      _ = try LocalFile.read(missing, limit: 1)
    } catch {
      #expect(error.description == "cannot open \(missing): No such file or directory")
    }
  }

  @Test func aReplacementThatFailsLeavesTheOldBytesAndNoDraft() throws {
    let path = folder.file("kept")
    try LocalFile.replace(path, with: [7])
    try LocalFolder.create(folder.file("kept-folder/inner"))
    #expect(code { try LocalFile.replace(folder.file("kept-folder"), with: [1]) } != nil)
    #expect(try LocalFile.read(path, limit: 9) == [7])
    #expect(try LocalFolder.names(in: folder.path) == ["kept", "kept-folder"])
  }

  @Test func foldersAreMadeAllTheWayDown() throws {
    let path = folder.file("a/b//c/")
    try LocalFolder.create(path)
    try LocalFolder.create(path)
    #expect(LocalFolder.isFolder(path))
    try LocalFile.replace(folder.file("file"), with: [])
    #expect(code { try LocalFolder.create(folder.file("file/x")) } == .wrongKind)
    #expect(code { try LocalFolder.create(folder.file("file")) } != nil)
  }

  @Test func removingAndMoving() throws {
    let path = folder.file("one")
    try LocalFile.remove(path)
    try LocalFile.replace(path, with: [1])
    try LocalFile.move(path, to: folder.file("two"))
    #expect(code { try LocalFile.move(path, to: folder.file("two")) } == .notFound)
    try LocalFile.remove(folder.file("two"))
    #expect(try LocalFolder.names(in: folder.path).isEmpty)
  }

  @Test func appendingTruncatingAndSize() throws {
    let path = folder.file("log")
    let file = try OpenFile(path: path, mode: .append)
    try file.write([1, 2, 3])
    try file.write([])
    try file.truncate(to: 2)
    try file.write([9])
    try file.synchronize()
    #expect(try file.size() == 3)
    #expect(try LocalFile.read(path, limit: 3) == [1, 2, 9])
  }

  @Test func oneLockAtATime() throws {
    let path = folder.file("lock")
    do {
      let first = try OpenFile(path: path, mode: .append)
      try first.lock()
      let second = try OpenFile(path: path, mode: .append)
      #expect(code { try second.lock() } == .locked)
    }
    try OpenFile(path: path, mode: .append).lock()
  }

  @Test func aStampChangesWithTheFile() throws {
    let path = folder.file("config")
    try LocalFile.replace(path, with: [1])
    let before = try FileStamp(path: path)
    #expect(try FileStamp(path: path) == before)
    try LocalFile.replace(path, with: [2])
    #expect(try FileStamp(path: path) != before)
    let replaced = try FileStamp(path: path)
    try OpenFile(path: path, mode: .append).write([3])
    #expect(try FileStamp(path: path) != replaced)
  }

  @Test func aStampSeesTheSwappedLinksOfAConfigMap() throws {
    // As the kubelet lays a ConfigMap out: config.yaml -> ..data/config.yaml, ..data -> a dated
    // folder.
    for version in ["v1", "v2"] {
      try LocalFolder.create(folder.file("..\(version)"))
      try LocalFile.replace(folder.file("..\(version)/config.yaml"), with: [1])
    }
    let manager = FileManager.default
    try manager.createSymbolicLink(atPath: folder.file("..data"), withDestinationPath: "..v1")
    try manager.createSymbolicLink(
      atPath: folder.file("config.yaml"), withDestinationPath: "..data/config.yaml")
    let before = try FileStamp(path: folder.file("config.yaml"))
    try manager.createSymbolicLink(atPath: folder.file("..data_tmp"), withDestinationPath: "..v2")
    try LocalFile.move(folder.file("..data_tmp"), to: folder.file("..data"))
    let after = try FileStamp(path: folder.file("config.yaml"))
    #expect(after != before && after.inode != before.inode && after.size == before.size)
  }

  @Test(arguments: [("a/b", "a"), ("b", "."), ("/b", "/"), ("/a/b/c", "/a/b")])
  func parents(path: String, parent: String) {
    #expect(LocalFolder.parent(of: path) == parent)
  }

  /// The code of the error that `body` throws.
  private func code(_ body: () throws -> Void) -> FileError.Code? {
    do {
      try body()
      return nil
    } catch {
      return (error as? FileError)?.code
    }
  }
}
