// `offerctl forget`: removes an offer that was created by a typo. It writes tombstones to the compacted topics, so that
// no program shows the offer any more. The history remains.

import BrokerClient
import Events
import Offers

extension CommandSpec {
    static let forget = CommandSpec(
        name: "forget", group: .operators, operands: [.offer], options: [.yes, .force],
        summary: "Remove an offer that was created by mistake",
        details: """
            Removes OFFER from the compacted topics: its status, preview, catalog entry and drafts.
            Its history stays. Without --yes the command only shows what it would remove. It refuses
            an offer that is live or has a running submission, unless you add --force. The coordinator
            keeps its own copy until it restarts, and a later command or outcome brings the offer
            back, so cancel a running submission first.
            """,
        json: """
            One object a line: topic, key and result (forgotten, or kept where --yes is
            missing).
            """
    ) { invocation in
        let offer = try invocation.arguments.offer()
        let records = try invocation.records(of: offer)
        if records.isEmpty { throw ToolError.unknownOffer(offer) }
        if !invocation.arguments.has(.force), let reason = invocation.reasonToKeep(records) {
            throw ToolError(
                .refused, "\(offer): \(reason), so it is not removed; cancel it, or add --force if you are sure")
        }
        let isConfirmed = invocation.arguments.has(.yes)
        if isConfirmed {
            for (topic, record) in records {
                try invocation.broker().send(Message(topic: topic, key: record.key, value: nil))
            }
        }
        let reports = records.map { topic, record in
            ForgetReport(topic: topic.name, key: record.keyText, result: isConfirmed ? .forgotten : .kept)
        }
        invocation.show(reports, orText: reports.map(\.text).joined())
        if !isConfirmed {
            throw ToolError(.refused, "\(offer): nothing was removed; add --yes to remove these records")
        }
    }
}

extension OptionSpec {
    fileprivate static let force = OptionSpec(
        name: "--force", help: "Remove it although it is live or a submission runs")
}

/// The result for a record; `--json` prints it.
struct ForgetReport: Codable, Equatable {
    enum Result: String, Codable {
        case forgotten, kept
    }

    var topic: String
    var key: String
    var result: Result

    var text: String { "\(printable(key)) on \(topic)\(result == .forgotten ? ": forgotten" : "")\n" }
}

extension Invocation {
    /// Every record of an offer in the compacted topics. Drafts also contain the documents of its submissions, under
    /// the submission's id. The status comes last, so that a half-removed offer can be removed again.
    fileprivate func records(of offer: OfferKey) throws -> [(topic: Topic, record: TopicRecord)] {
        let topics: [Topic] = [.blocked, .awaitingSignOff, .preview, .catalog, .status]
        let drafts = try broker().newest(.drafts).filter { record in
            record.key == offer.bytes || SubmissionID(record.keyText)?.offer == offer
        }
        let others = try topics.compactMap { topic in
            try broker().newest(topic, of: offer).map { (topic: topic, record: $0) }
        }
        let links = try broker().newest(.previewLinks).filter { $0.keyText.hasPrefix("\(offer)/") }
        return drafts.map { (topic: .drafts, record: $0) } + links.map { (topic: .previewLinks, record: $0) } + others
    }

    /// Why the offer must be kept; nil if it may be removed.
    fileprivate func reasonToKeep(_ records: [(topic: Topic, record: TopicRecord)]) -> String? {
        if records.contains(where: { $0.topic == .catalog }) { return "it is live" }
        guard let record = records.first(where: { $0.topic == .status })?.record else { return nil }
        guard let status = row(record, StatusRow.init)?.status else { return "its status cannot be read" }
        return status.isOver || status.submission == nil ? nil : "a submission runs"
    }
}

extension TopicRecord {
    fileprivate var keyText: String { String(decoding: key ?? [], as: UTF8.self) }
}
