// A dead letter as `--json` prints it, and as people call it.

import Base
import BrokerClient
import Foundation

extension DeadLetterID {
    init(typed text: String) throws(ToolError) {
        guard let id = DeadLetterID(text) else {
            throw ToolError(
                .usage,
                "\"\(text)\" is not a dead letter; write PARTITION/OFFSET as \"offerctl dead-letters list\" shows it")
        }
        self = id
    }
}

extension DeadLetter {
    /// The output of `--json`; headers and value only with `show`.
    struct Report: Codable, Equatable {
        var deadLetter: String
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
            deadLetter: id.description, time: record.time, topic: topic,
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
