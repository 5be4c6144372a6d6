// Reads and writes files of lines that are larger than memory.

import Foundation

/// Writes a file line by line; only its owner may read it.
final class LineWriter {
    private static let size = 1 << 20
    private let path: String
    private let handle: FileHandle
    private var buffer = Data(capacity: LineWriter.size)

    init(_ path: String) throws {
        self.path = path
        guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]),
            let handle = FileHandle(forWritingAtPath: path)
        else { throw ToolError(.badFile, "\(path): the file cannot be written") }
        self.handle = handle
    }

    func add(_ line: [UInt8]) throws {
        buffer.append(contentsOf: line)
        buffer.append(UInt8(ascii: "\n"))
        if buffer.count >= Self.size { try flush() }
    }

    /// Returns when the file is on disk.
    func finish() throws {
        try flush()
        try handle.synchronize()
        try handle.close()
    }

    private func flush() throws {
        do { try handle.write(contentsOf: buffer) } catch {
            throw ToolError(.badFile, "\(path): the file cannot be written: \(error.localizedDescription)")
        }
        buffer.removeAll(keepingCapacity: true)
    }
}

/// Calls the closure for each line of a file.
func eachLine(of path: String, _ body: ([UInt8]) throws -> Void) throws {
    guard let handle = FileHandle(forReadingAtPath: path) else {
        throw ToolError(.badFile, "\(path): the file cannot be read")
    }
    try eachLine(of: handle, body)
}

/// Calls the closure for each line of an open file or pipe.
func eachLine(of handle: FileHandle, _ body: ([UInt8]) throws -> Void) throws {
    var rest: [UInt8] = []
    while let chunk = try handle.read(upToCount: 1 << 20), !chunk.isEmpty {
        let lines = (rest + chunk).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for line in lines.dropLast() { try body([UInt8](line)) }
        rest = lines.last.map { [UInt8]($0) } ?? []
    }
    if !rest.isEmpty { try body(rest) }
}
