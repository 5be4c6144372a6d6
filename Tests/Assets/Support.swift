// What the tests of this module share: a directory that goes away, programs to compare with, codes of findings.
import Foundation
import Testing

@testable import Assets

/// A directory of its own for one test, removed with it.
final class Scratch {
    let path: String

    init() throws {
        var template = Array((NSTemporaryDirectory() + "/assets-XXXXXX").utf8CString)
        guard let made = mkdtemp(&template) else { throw POSIXError(.EIO) }
        // Without links, as the module under test answers with real paths.
        path = try FileSystem.realPath(String(cString: made)) ?? ""
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { path + "/" + name }

    @discardableResult
    func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        let path = file(name)
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(filePath: path))
        return path
    }
}

/// Bytes without a pattern that a block size would meet, the same every time.
func noise(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var state = seed
    let block = (0..<4099).map { _ -> UInt8 in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(truncatingIfNeeded: state >> 33)
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + block.count)
    while bytes.count < count { bytes += block }
    return Array(bytes.prefix(count))
}

func bytes(of path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path))) }

func change(_ path: String, at offset: Int64, to bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { try OpenFile.writing(path).write($0, at: offset) }
}

/// Bytes that a file takes on the disk.
func allocated(_ path: String) throws -> Int {
    Int(try #require(try FileSystem.look(at: path)).allocated)
}

/// The codes of the problem that `body` throws.
func codes(_ body: () throws -> Void) throws -> [String] {
    do {
        try body()
        return []
    } catch let problem as AssetProblem {
        return problem.findings.map(\.code)
    }
}

struct Canceled: Error, Equatable {}
