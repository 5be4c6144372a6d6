// `offerctl rebuild`: makes each row anew from the history and from the events that it names, and compares it with the row in
// the topic. Nothing is written: the row that counts is in the coordinator's memory, and a second writer would make two truths.

import Base
import BrokerClient
import Coordination
import Events
import JSON
import Offers

extension CommandSpec {
    static let rebuild = CommandSpec(
        name: "rebuild", group: .operators, operands: [.optionalOffer], options: [.profiles],
        summary: "Check each status against its history",
        details: """
            Makes the status of OFFER, or of every offer, anew from the history and from the
            commands and outcomes that it names, and says where that differs, byte for byte,
            from the row on offers.status. Nothing is written. Exit code 1 where something
            differs, or cannot be made anew because its events have expired (90 days).
            What a worker reports meanwhile may show as a difference: run it again for that
            offer.
            """,
        json: """
            One object a line: offer, result (same, different or unknown), differences (JSON
            pointers into the row) and, if unknown, reason.
            """
    ) { invocation in
        try invocation.rebuild(invocation.arguments.optionalOffer())
    }
}

extension OptionSpec {
    fileprivate static let profiles = OptionSpec(
        name: "--profiles", value: "FOLDER", accepts: .files,
        help: "The publishing processes (OFFERS_PROFILES; default\ndeploy/profiles)", isSetting: true)
}

/// What came of one offer; `--json` prints it.
struct RebuildReport: Codable, Equatable {
    enum Result: String, Codable {
        case same, different, unknown
    }

    var offer: String
    var result: Result
    /// Where they differ, as JSON pointers into the row.
    var differences: [String]?
    /// Why it could not be made anew.
    var reason: String?
}

extension Invocation {
    fileprivate func rebuild(_ offer: OfferKey?) throws {
        // The coordinator's own settings, as far as they decide.
        let own = [
            "profiles": settings["profiles"] ?? "deploy/profiles",
            "largest-document": settings["largest-document"] ?? "",
        ]
        let coordinator: Coordinator
        do { coordinator = try Coordinator(Settings(own)) } catch { throw ToolError(.badFile, "\(error)") }
        let kept = try KeptEvents(broker(), offer)
        var found: [OfferKey: [UInt8]] = [:]
        for record in try broker().newest(.status) {
            guard let key = OfferKey(String(decoding: record.key ?? [], as: UTF8.self)) else { continue }
            if offer == nil || key == offer { found[key] = record.value }
        }
        let keys = Set(found.keys).union(kept.history.keys).sorted { $0.description < $1.description }
        if let offer, keys.isEmpty { throw ToolError.unknownOffer(offer) }
        let reports = keys.map { RebuildReport($0, found[$0], kept, coordinator) }
        show(reports, orText: RebuildPage.text(reports, out.palette))
        let wrong = reports.count { $0.result != .same }
        if wrong > 0 {
            throw ToolError(
                .refused,
                "\(wrong) of \(reports.count) rows differ from their history; see docs/operations.md, \"A row is wrong\""
            )
        }
    }
}

extension RebuildReport {
    fileprivate init(_ offer: OfferKey, _ found: [UInt8]?, _ kept: KeptEvents, _ coordinator: Coordinator) {
        self.init(offer: offer.description, result: .same)
        do {
            let made = try kept.replay(offer, by: coordinator)
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
