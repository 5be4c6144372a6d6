// Reads the files that are named on the command line, bounded, and looks at them before a broker is asked.

import Events
import Foundation
import Offers

/// Bytes of a file; `-` is standard input.
enum NamedFile {
    static func read(_ path: String, most: Int) throws(FileError) -> [UInt8] {
        if path != "-", !FileManager.default.fileExists(atPath: path) { throw .missing(path) }
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            throw .unreadable(path)
        }
        guard let handle = path == "-" ? FileHandle.standardInput : FileHandle(forReadingAtPath: path) else {
            throw .unreadable(path)
        }
        let data: Data?
        // One byte more than may be: a file that grows without end is told apart without reading it all.
        do { data = try readAll(handle, upTo: most + 1) } catch { throw .unreadable(path) }
        guard let data, data.count <= most else { throw .tooLarge(path, most: most) }
        return [UInt8](data)
    }

    /// A pipe gives what it has: asked until it ends.
    private static func readAll(_ handle: FileHandle, upTo most: Int) throws -> Data {
        var data = Data()
        while data.count < most, let more = try handle.read(upToCount: most - data.count), !more.isEmpty {
            data += more
        }
        return data
    }
}

/// An offer document on its way to be published.
struct OfferFile {
    /// Below Kafka's usual limit for a record (1 MiB), with room for the envelope.
    static let mostBytes = 900_000

    let bytes: [UInt8]
    let summary: OfferSummary

    /// Checks that it is JSON and names an offer; everything else is the validation stage's matter, which tells all
    /// problems at once.
    init(path: String) throws(FileError) {
        bytes = try Self.bytes(path)
        let name = Self.name(path)
        do { summary = try OfferSummary(bytes) } catch { throw .noOffer(name, reason: "\(error)") }
    }

    /// The bytes of a JSON file.
    static func bytes(_ path: String) throws(FileError) -> [UInt8] {
        var bytes = try NamedFile.read(path, most: mostBytes)
        // Editors on Windows put a byte order mark in front; in the middle of an event it would be no JSON.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        do throws(JSONFault) { try JSONSyntax.check(bytes) } catch { throw .malformed(name(path), error) }
        return bytes
    }

    /// What to call the file in messages.
    static func name(_ path: String) -> String { path == "-" ? "standard input" : path }
}
