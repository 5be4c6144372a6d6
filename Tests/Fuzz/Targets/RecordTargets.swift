// The one reader of JSON, against Foundation's; and every record, read and written: in the writer's order and in any other.

import Base
import Events
import Foundation
import JSON

@testable import Assets
@testable import Coordination
@testable import Offers
@testable import Stages

extension FuzzTarget {
    static let json: [FuzzTarget] = [
        FuzzTarget("json", seeds: { try Samples.schemas("offer", "catalog") + Samples.texts(odd) }) { bytes in
            let node: JSONNode
            do throws(JSONError) { node = try JSONNode(bytes) } catch {
                // What the tree refuses, the reader that only steps over it refuses as well; it does not compare names.
                guard !error.reason.contains("more than once") else { return }
                try require((try? RawJSON(json: bytes)) == nil, "stepped over: \(error)")
                // Foundation has no bound of depth, reads other encodings and takes a comma behind the last element.
                guard !error.reason.contains("deeper"), !bytes.contains(0), !isBehindComma(bytes, error.offset) else {
                    return
                }
                try require(foundation(bytes) == nil, "Foundation reads what we refuse: \(error)")
                return
            }
            try require(JSONNode(node.json) == node, "JSON is read otherwise than it was written")
            try require(JSONNode(node.canonical).canonical == node.canonical, "the canonical form changes")
            try require((try? RawJSON(json: bytes)) != nil, "what is read cannot be stepped over")
            guard let other = foundation(bytes) else {
                // A number that no double holds.
                try require(hasHugeNumber(node), "Foundation refuses what we read")
                return
            }
            try require(isEqual(node, other), "Foundation reads something else")
        },
        FuzzTarget("event-structured", seeds: { try Samples.schemas("command", "control") + Samples.results() }) {
            let event = try CloudEvent(structured: $0)
            try require(
                CloudEvent(structured: event.structured()) == event, "an event is read otherwise than it was written")
        },
        FuzzTarget("command-record", seeds: { try Samples.schemas("command-go-live.json", "command-publish") }) {
            let command = try Command(CloudEvent(structured: $0))
            let message = command.message
            let again = try Command(CloudEvent(headers: message.headers, value: message.value ?? []))
            try require(again == command, "a command is read otherwise than it was written")
            _ = command.actor
        },
        record("scheduled-step", ScheduledStep.self) {
            try Stage.all.prefix(3).map { try Samples.step(at: $0).json }
        },
        record("step-result", StepResult.self) { try Samples.results() },
        record("status-record", StatusRecord.self) { try Samples.statusRows() },
        record("history-entry", HistoryEntry.self) { try Samples.entries() },
        record("profile-record", PublishingProfile.self) {
            try Samples.files(in: "deploy/profiles", ending: ".json") + [Samples.process.get().profile.json]
        },
        record("offer-document", OfferDocument.self) { try Samples.schemas("offer") },
        record("ticket", Ticket.self) {
            let command = CommandMetadata(.requestSupport, id: "c", by: Actor(.publisher), at: Samples.now)
            return [Ticket(command, about: StatusRecord(try Samples.status.get(), cause: "c", source: "/fuzz")).json]
        },
        record("certification-report", CertificationReport.self) {
            var report = CertificationReport()
            report.offer = Samples.offer
            report.submission = 3
            report.images = [
                .init(
                    pointer: "/plans/0", kind: "vhd", digest: "sha256:0a", bytes: 7, checks: [CheckResult()],
                    scan: ScanCoverage(), problems: [Problem(at: "/plans/0", "duplicate", ["value": "x"])])
            ]
            return [report.json]
        },
    ]

    /// Reading never traps; what was read is written as JSON, reads as the same in any order of members, and is then
    /// written the same.
    private static func record<Record: JSONRecord>(
        _ name: String, _ type: Record.Type, seeds: @escaping @Sendable () throws -> [[UInt8]]
    ) -> FuzzTarget {
        FuzzTarget(name, seeds: seeds) { bytes in
            let written = try Record(json: bytes).json
            let again: [UInt8]
            do { again = try Record(json: written).json } catch {
                throw Broken(description: "what was written cannot be read: \(error)")
            }
            try require(again == written, "written otherwise after it was read")
            // An offer in the record may hold what only its own reader refuses.
            guard let tree = try? JSONNode(written, largest: 1 << 24) else { return }
            let turned: [UInt8]
            do { turned = try Record(json: tree.turned.json).json } catch {
                throw Broken(description: "cannot be read in another order: \(error)")
            }
            let other = try JSONNode(turned, largest: 1 << 24)
            try require(other.canonical == tree.canonical, "read otherwise in another order")
        }
    }

    private static func foundation(_ bytes: [UInt8]) -> Any? {
        try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
    }

    private static func isBehindComma(_ bytes: [UInt8], _ offset: Int?) -> Bool {
        bytes.prefix(offset ?? 0).last { ![0x09, 0x0A, 0x0D, 0x20].contains($0) } == UInt8(ascii: ",")
    }

    private static func isEqual(_ node: JSONNode, _ other: Any) -> Bool {
        switch node {
        case .null: other is NSNull
        case .boolean(let flag): other as? Bool == flag
        case .string(let text): (other as? String).map { $0.utf8.elementsEqual(text.utf8) } ?? false
        case .array(let items):
            (other as? [Any]).map { $0.count == items.count && zip(items, $0).allSatisfy(isEqual) } ?? false
        case .object(let members):
            (other as? [String: Any]).map { other in
                other.count == members.count
                    && members.allSatisfy { member in other[member.name].map { isEqual(member.value, $0) } ?? false }
            } ?? false
        case .number(let digits):
            if let number = other as? NSNumber, let ours = Double(digits) {
                ours == number.doubleValue || abs(ours - number.doubleValue) <= abs(ours) * 1e-12
            } else {
                false
            }
        }
    }

    private static func hasHugeNumber(_ node: JSONNode) -> Bool {
        switch node {
        case .number(let digits): Double(digits).map { !$0.isFinite || $0.magnitude < 1e-300 } ?? true
        case .array(let items): items.contains(where: hasHugeNumber)
        case .object(let members): members.contains { hasHugeNumber($0.value) }
        case .null, .boolean, .string: false
        }
    }

    private static let odd = """
        {"a":[0,-0,1.5e-3,1E400,12345678901234567890,null,true],"é":"\\ud83d\\ude00 \\u0000 é","\\u0061b":{},"":[[]]}
        """
}

extension JSONNode {
    /// The members of each object in the opposite order, but for the offer, whose bytes are passed on as they are.
    fileprivate var turned: JSONNode {
        switch self {
        case .object(let members):
            .object(members.reversed().map { .init($0.name, $0.name == "offer" ? $0.value : $0.value.turned) })
        case .array(let items): .array(items.map(\.turned))
        case .null, .boolean, .number, .string: self
        }
    }
}
