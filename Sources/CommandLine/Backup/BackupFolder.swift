// A backup folder: a file for each topic with a record a line, and `backup.json`, which is written last.

import Assets
import Base
import BrokerClient
import Events
import Foundation
import JSON

/// What `backup.json` says.
struct BackupManifest: JSONRecord, Equatable {
    /// A topic's file.
    struct TopicFile: JSONRecord, Equatable {
        var topic = ""
        var records = 0
        /// SHA-256 of the file.
        var digest = ""

        mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
            try v.member("topic", &topic)
            try v.member("records", &records)
            try v.member("digest", &digest)
        }
    }

    static let format = "1"

    var taken = Timestamp(milliseconds: 0)
    /// Of each topic.
    var partitions = 0
    var topics: [TopicFile] = []
    /// The committed offsets of each group.
    var positions: [PositionRecord] = []

    mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.constant("format", Self.format)
        try v.member("taken", &taken)
        try v.member("partitions", &partitions)
        try v.member("topics", &topics)
        try v.member("positions", &positions)
    }
}

/// A record as a line of a topic's file. Keys and values may be any bytes, so they are base64.
struct KeptRecord: JSONRecord, Equatable {
    struct Header: JSONRecord, Equatable {
        var name = ""
        var value = ""

        mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
            try v.member("name", &name)
            try v.member("value", &value)
        }
    }

    var partition = 0
    var offset = 0
    var time: Timestamp?
    var key: String?
    /// Nil: a tombstone.
    var value: String?
    var headers: [Header] = []

    init() {}

    init(_ record: TopicRecord) {
        func text(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }
        (partition, offset) = (Int(record.partition), Int(record.offset))
        time = record.time
        (key, value) = (record.key.map(text), record.value.map(text))
        headers = record.headers.map { header in
            var kept = Header()
            (kept.name, kept.value) = (header.name, text(header.value))
            return kept
        }
    }

    mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("partition", &partition)
        try v.member("offset", &offset)
        try v.member("time", &time)
        try v.member("key", &key)
        try v.member("value", &value)
        try v.member("headers", &headers, default: [])
    }

    func record(of topic: String) -> TopicRecord {
        func bytes(_ text: String) -> [UInt8] { Data(base64Encoded: text).map { [UInt8]($0) } ?? [] }
        return TopicRecord(
            topic: topic, partition: Int32(clamping: partition), offset: Int64(offset), key: key.map(bytes),
            value: value.map(bytes), headers: headers.map { .init($0.name, bytes: bytes($0.value)) }, time: time)
    }
}

/// The folder of a backup. All functions throw `ToolError` if its files are wrong.
struct BackupFolder {
    let path: String
    private var manifestPath: String { "\(path)/backup.json" }

    /// Creates the folder for its owner only: documents contain signed addresses. It must not exist, or be empty.
    static func new(_ path: String) throws -> BackupFolder {
        let there = try? FileManager.default.contentsOfDirectory(atPath: path)
        guard there?.isEmpty ?? !FileManager.default.fileExists(atPath: path) else {
            throw ToolError(.badFile, "\(path) is not an empty folder; name a new one")
        }
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch { throw ToolError(.badFile, "\(path): cannot make the folder: \(error.localizedDescription)") }
        return BackupFolder(path: path)
    }

    func file(of topic: String) -> String { "\(path)/\(topic).jsonl" }

    /// Writes a topic's file; `records` calls its argument for each record.
    func keep(_ topic: String, _ records: ((TopicRecord) throws -> Void) throws -> Void) throws
        -> BackupManifest.TopicFile
    {
        let file = try LineWriter(file(of: topic))
        var kept = BackupManifest.TopicFile()
        kept.topic = topic
        try records { record in
            try file.add(KeptRecord(record).json)
            kept.records += 1
        }
        try file.finish()
        kept.digest = try Digest.ofFile(at: self.file(of: topic)).hex
        return kept
    }

    /// Without it the backup is not finished, and `restore` refuses it.
    func finish(_ manifest: BackupManifest) throws {
        let file = try LineWriter(manifestPath)
        try file.add(manifest.json)
        try file.finish()
    }

    /// The manifest of a finished backup whose files all exist unchanged.
    func manifest() throws -> BackupManifest {
        guard let data = FileManager.default.contents(atPath: manifestPath) else {
            throw ToolError(.badFile, "\(path) has no backup.json, so it is not a finished backup; name another folder")
        }
        let manifest: BackupManifest
        do { manifest = try BackupManifest(json: [UInt8](data)) } catch {
            throw ToolError(.badFile, "\(manifestPath): not written by this version of offerctl: \(error)")
        }
        for topic in manifest.topics {
            let file = file(of: topic.topic)
            guard let digest = try? Digest.ofFile(at: file), digest.hex == topic.digest else {
                throw ToolError(
                    .badFile, "\(file) is missing or was changed since the backup was taken; name another backup")
            }
        }
        return manifest
    }

    /// The records of a topic, in order.
    func records(of topic: String, _ each: (TopicRecord) throws -> Void) throws {
        try eachLine(of: file(of: topic)) { try each(KeptRecord(json: $0).record(of: topic)) }
    }
}
