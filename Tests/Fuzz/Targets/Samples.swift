// Where right bytes come from: the samples that ship with the schemas, and what the code itself makes.

import Base
import Events
import Foundation
import JSON
import Offers

enum Samples {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// The files of `schemas/samples` whose names begin with one of these.
    static func schemas(_ names: String...) throws -> [[UInt8]] {
        let folder = root.appending(path: "schemas/samples")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        return try files.filter { file in names.contains { file.hasPrefix($0) } }.map {
            [UInt8](try Data(contentsOf: folder.appending(path: $0)))
        }
    }

    /// The files of a folder of this repository.
    static func files(in folder: String, ending: String) throws -> [[UInt8]] {
        let folder = root.appending(path: folder)
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
            .filter { $0.hasSuffix(ending) }
            .map { [UInt8](try Data(contentsOf: folder.appending(path: $0))) }
    }

    /// The document with the first two elements of each list.
    static func short(_ document: [UInt8]) throws -> [UInt8] {
        func short(_ node: JSONNode) -> JSONNode {
            switch node {
            case .array(let items): .array(items.prefix(2).map(short))
            case .object(let members): .object(members.map { .init($0.name, short($0.value)) })
            default: node
            }
        }
        return short(try JSONNode(document)).canonical
    }

    /// An event with these bytes as its data.
    static func event(_ type: EventType, of offer: OfferKey, data: [UInt8]) -> [UInt8] {
        CloudEvent(
            id: "sample", source: "/fuzz", type: type, subject: offer.description, time: FuzzTarget.now, data: data
        )
        .structured()
    }

    static func texts(_ texts: String...) -> [[UInt8]] { texts.map { Array($0.utf8) } }
}

/// A folder for targets that read files; one for each thread that asks, since a file is written anew for each input.
enum Scratch {
    static let base = FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()

    /// Runs `body` with a fresh path in memory where there is such a place, and removes what it made.
    static func file<Result>(_ bytes: [UInt8], _ body: (String) throws -> Result) throws -> Result {
        var path = Array("\(base)/fuzz-XXXXXX".utf8CString)
        let file = mkstemp(&path)
        guard file >= 0 else { throw CocoaError(.fileWriteUnknown) }
        let name = String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { unlink(name) }
        _ = bytes.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
        close(file)
        return try body(name)
    }

    /// Runs `body` with a fresh folder and removes it.
    static func folder<Result>(_ body: (String) throws -> Result) throws -> Result {
        var path = Array("\(base)/fuzz-XXXXXX".utf8CString)
        guard mkdtemp(&path) != nil else { throw CocoaError(.fileWriteUnknown) }
        let name = String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer {
            // FileManager takes longer for this than most targets for their input.
            if rmdir(name) != 0 { try? FileManager.default.removeItem(atPath: name) }
        }
        return try body(name)
    }

    /// Writes a file that is to be found under a name of its own.
    static func make(_ path: String, of bytes: [UInt8]) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        guard file >= 0 else { throw CocoaError(.fileWriteUnknown) }
        defer { close(file) }
        let count = bytes.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
        guard count == bytes.count else { throw CocoaError(.fileWriteUnknown) }
    }
}
