// Reads the files that the command line names, with a size limit, before it connects to a broker.

import Events
import Foundation
import JSON
import Offers

/// Bytes of a file; `-` is standard input.
enum NamedFile {
    static func read(_ path: String, most: Int) throws(ToolError) -> [UInt8] {
        let unreadable = ToolError(
            .badFile, "\(path): cannot be read; check that it is a file and that you may read it")
        if path != "-", !FileManager.default.fileExists(atPath: path) {
            throw ToolError(.badFile, "\(path): file not found; check the path")
        }
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            throw unreadable
        }
        guard let handle = path == "-" ? FileHandle.standardInput : FileHandle(forReadingAtPath: path) else {
            throw unreadable
        }
        let data: Data?
        // One byte more than allowed, so that an endless file is detected without reading it all.
        do { data = try readAll(handle, upTo: most + 1) } catch { throw unreadable }
        guard let data, data.count <= most else {
            throw ToolError(
                .badFile, "\(path): larger than \(most) bytes, more than the pipeline takes; make it smaller")
        }
        return [UInt8](data)
    }

    /// A pipe may return less than requested: read until it ends.
    private static func readAll(_ handle: FileHandle, upTo most: Int) throws -> Data {
        var data = Data()
        while data.count < most, let more = try handle.read(upToCount: most - data.count), !more.isEmpty {
            data += more
        }
        return data
    }
}

/// An offer document that is about to be published.
struct OfferFile {
    /// Below Kafka's usual limit for a record (1 MiB), with room for the envelope.
    static let mostBytes = 900_000

    let bytes: [UInt8]
    let summary: OfferSummary

    /// Checks that it is JSON and names an offer; the validation stage checks everything else, and reports all problems
    /// at once.
    init(path: String) throws(ToolError) {
        bytes = try Self.bytes(path)
        let name = Self.name(path)
        do { summary = try OfferSummary(bytes) } catch { throw .notAnOffer(name, error) }
    }

    /// The bytes of a JSON file, without its comment lines (`//`).
    static func bytes(_ path: String) throws(ToolError) -> [UInt8] {
        var bytes = try NamedFile.read(path, most: mostBytes)
        // Editors on Windows add a byte order mark, which would be invalid inside an event.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        bytes = withoutComments(bytes)
        do throws(JSONError) { _ = try JSONNode(bytes) } catch {
            let place = error.place(in: bytes).map { ":\($0.line):\($0.column)" } ?? ""
            throw ToolError(.badFile, "\(name(path))\(place): malformed JSON: \(error.reason)")
        }
        return bytes
    }

    /// The sent document has no comments. Comment lines become empty, so that the other lines keep their numbers. A
    /// JSON text cannot contain a line break, so a line that begins with `//` cannot be part of one.
    static func withoutComments(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(UInt8(ascii: "/")) else { return bytes }
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return Array(
            lines.map { line in
                let text = line.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
                return text.starts(with: [UInt8(ascii: "/"), UInt8(ascii: "/")]) ? [] : line
            }.joined(separator: [UInt8(ascii: "\n")]))
    }

    /// The name of the file in messages.
    static func name(_ path: String) -> String { path == "-" ? "standard input" : path }
}
