// `offerctl rebuild`: rebuilds each row from the history and from the events that it names, and compares it with the
// row in the topic. Writes nothing: the authoritative row is in the coordinator's memory, and a second writer would
// contradict it.

import Base
import BrokerClient
import Coordination
import Events
import JSON
import Offers

extension CommandSpec {
    static let rebuild = CommandSpec(
        name: "rebuild", group: .operators, operands: [.optionalOffer],
        summary: "Check each status against its history",
        details: """
            Rebuilds the status of OFFER, or of every offer, from the history and from the commands
            and outcomes that it names, and shows where the result differs from the row on
            offers.status. Each submission follows the process that its history names, as
            offers.processes has it. It writes nothing. The exit code is 1 if something differs, or if
            events have expired (90 days). An outcome that arrives meanwhile may show as a difference:
            run the command again for that offer.
            """,
        json: """
            One object a line: offer, result (same, different or unknown), differences (JSON
            pointers into the row) and, if unknown, reason.
            """
    ) { invocation in
        try invocation.rebuild(invocation.arguments.optionalOffer())
    }
}

/// The result for one offer; `--json` prints it.
struct RebuildReport: Codable, Equatable {
    enum Result: String, Codable {
        case same, different, unknown
    }

    var offer: String
    var result: Result
    /// The places that differ, as JSON pointers into the row.
    var differences: [String]?
    /// Why it could not be rebuilt.
    var reason: String?
}

extension Invocation {
    fileprivate func rebuild(_ offer: OfferKey?) throws {
        let kept = try KeptEvents(broker(), offer)
        // The coordinator's own setting, because it decides what is refused.
        let largest = settings["largest-document"].flatMap { Int($0) }
        var found: [OfferKey: [UInt8]] = [:]
        for record in try broker().newest(.status) {
            guard let key = OfferKey(String(decoding: record.key ?? [], as: UTF8.self)) else { continue }
            if offer == nil || key == offer { found[key] = record.value }
        }
        let keys = Set(found.keys).union(kept.history.keys).sorted { $0.description < $1.description }
        if let offer, keys.isEmpty { throw ToolError.unknownOffer(offer) }
        let reports = keys.map { RebuildReport($0, found[$0], kept, largest) }
        show(reports, orText: RebuildPage.text(reports, out.palette))
        let wrong = reports.count { $0.result != .same }
        if wrong > 0 {
            throw ToolError(
                .refused,
                "\(wrong) of \(reports.count) rows differ from their history; see docs/operate/troubleshoot.md, \"A row is wrong\""
            )
        }
    }
}

extension RebuildReport {
    fileprivate init(_ offer: OfferKey, _ found: [UInt8]?, _ kept: KeptEvents, _ largest: Int?) {
        self.init(offer: offer.description, result: .same)
        do {
            let made = try kept.replay(offer, largestDocument: largest)
            guard made != found else { return }
            let documents = [found, made].map { $0.flatMap { try? JSONNode($0) } ?? .object([]) }
            result = .different
            differences = Difference.between(documents[0], documents[1]).map(\.pointer)
        } catch {
            result = .unknown
            reason = "\(error)"
        }
    }
}
