// A record of offers.dead-letters, read for operators: the headers of Kafka Connect's dead letter queue (KIP-298) say
// where it came from and why it could not be used.

import Base
import BrokerClient
import Events
import Foundation
import Offers

/// Where a dead letter lies on `offers.dead-letters`: `PARTITION/OFFSET`.
struct DeadLetterID: Hashable, CustomStringConvertible {
    var partition: Int32
    var offset: Int64

    var description: String { "\(partition)/\(offset)" }

    init(_ record: TopicRecord) {
        (partition, offset) = (record.partition, record.offset)
    }

    init(typed text: String) throws(ToolError) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let partition = Int32(parts[0]), let offset = Int64(parts[1]), partition >= 0,
            offset >= 0
        else {
            throw ToolError(
                .usage,
                "\"\(text)\" is not a dead letter; write PARTITION/OFFSET as \"offerctl dead-letters list\" shows it")
        }
        (self.partition, self.offset) = (partition, offset)
    }
}

/// A dead letter.
struct DeadLetter {
    /// The headers that workers add; everything else is the record's own.
    enum Name {
        static let errors = "__connect.errors."
        static let topic = errors + "topic"
        static let partition = errors + "partition"
        static let offset = errors + "offset"
        static let program = errors + "connector.name"
        static let code = errors + "exception.class.name"
        static let reason = errors + "exception.message"
        /// On what was sent again: the place of its letter.
        static let redriven = "offers-redriven-from"
    }

    let id: DeadLetterID
    let record: TopicRecord

    init(_ record: TopicRecord) {
        self.record = record
        id = DeadLetterID(record)
    }

    var topic: String { text(Name.topic) ?? "" }
    var program: String { text(Name.program) ?? "" }
    var code: String { text(Name.code) ?? "" }
    var reason: String { text(Name.reason) ?? "" }
    var key: String? { record.key.map { String(decoding: $0, as: UTF8.self) } }

    /// The last of that name: a letter that came back here has those of its first time as well, in front.
    private func text(_ name: String) -> String? {
        record.headers.last { $0.name == name }.map { String(decoding: $0.value, as: UTF8.self) }
    }

    /// Whether the record is not whole here, or is not here at all.
    var isCut: Bool {
        ["offers-value-cut", "offers-headers-left-out", "offers-offsets-passed-over"].contains { text($0) != nil }
    }

    /// Where the record lay: `offers.commands/3@17`.
    var origin: String { "\(topic)/\(text(Name.partition) ?? "?")@\(text(Name.offset) ?? "?")" }

    /// The record as it was, for the topic it came from, with a word on where it comes from now.
    func again(to topic: Topic) -> Message {
        let own = record.headers.filter { !$0.name.hasPrefix(Name.errors) && $0.name != Name.redriven }
        return Message(
            topic: topic, key: record.key, value: record.value, headers: own + [.init(Name.redriven, "\(id)")])
    }

    /// Where it can be sent: a topic of the line, but never back to this one.
    var target: Topic? { Topic.all.first { $0.name == topic && $0 != .deadLetters } }

    func fits(_ filter: DeadLetterFilter) -> Bool {
        (filter.topic == nil || filter.topic == topic) && (filter.reason == nil || filter.reason == code)
            && (filter.key == nil || filter.key == key)
            && (filter.since.map { since in record.time.map { $0 >= since } ?? false } ?? true)
            && (filter.until.map { until in record.time.map { $0 <= until } ?? false } ?? true)
    }

    /// What `--json` prints; headers and value with `show` alone.
    struct Report: Codable, Equatable {
        var letter: String
        var time: Timestamp?
        var topic: String
        var partition: Int?
        var offset: Int?
        var program: String
        var code: String
        var reason: String
        var key: String?
        var bytes: Int
        var headers: [String: String]?
        /// Base64; missing for a tombstone.
        var value: String?
    }

    func report(isWhole: Bool) -> Report {
        var report = Report(
            letter: id.description, time: record.time, topic: topic,
            partition: text(Name.partition).flatMap { Int($0) },
            offset: text(Name.offset).flatMap { Int($0) }, program: program, code: code, reason: reason, key: key,
            bytes: record.value?.count ?? 0)
        if isWhole {
            report.headers = Dictionary(
                record.headers.map { ($0.name, String(decoding: $0.value, as: UTF8.self)) }, uniquingKeysWith: { $1 })
            report.value = record.value.map { Data($0).base64EncodedString() }
        }
        return report
    }
}

/// What a dead letter must be like; nil: anything.
struct DeadLetterFilter: Equatable {
    var topic: String?
    /// The reason's code.
    var reason: String?
    var key: String?
    var since: Timestamp?
    var until: Timestamp?
}
