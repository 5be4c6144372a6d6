// The JSON Schemas of our own records, generated from their member lists. `OfferSchema` generates the schema of offer
// documents; the schemas of profiles, policies, commands and controls are files in `schemas/`, written by hand.

import Coordination
import Events
import JSON
import Offers

/// The schema of a record: `schemas/<name>.schema.json`.
struct Schema {
    var name: String
    var record: any JSONRecord.Type
    var title: String
    /// What the record is, and what its members do not show.
    var description: String

    static let all = [
        Schema(
            name: "scheduled-step", record: ScheduledStep.self, title: "Scheduled step",
            description:
                "A submission that is to do a stage: a record of offers.stage.<stage>. The route begins with the "
                + "stage of the step; null is a step that does not apply to the offer. The offer is the document as its "
                + "publisher sent it."),
        Schema(
            name: "step-result", record: StepResult.self, title: "Step result",
            description:
                "What a worker reports of a step: a record of offers.outcomes. The data has progress where the step "
                + "progressed, outputs where it completed or waits, problems where it was rejected, and fault where it "
                + "faulted. Parked is the step itself, where an operator must act."),
        Schema(
            name: "status-record", record: StatusRecord.self, title: "Status of an offer",
            description:
                "The newest status of an offer: a record of offers.status. The steps are those of the process, in "
                + "its order. A step without a state is Complete if it has ended, and NotStarted otherwise. The "
                + "commands are those that were answered before the one of the answer."),
        Schema(
            name: "history-entry", record: HistoryEntry.self, title: "History entry",
            description:
                "One transition of an offer, or a command that was refused: a record of offers.history. An entry "
                + "about an offer that was never submitted has the sequence 0. Where nobody is named, the worker of "
                + "the step's stage caused it."),
        Schema(
            name: "preview-link", record: PreviewLink.self, title: "Preview link",
            description:
                "A link that shows a preview to the holder of one subscription: a record of offers.preview-links. The "
                + "secret is what the link's signature is made with: a program that reads it can make the link."),
        Schema(
            name: "process", record: PublishingProfile.self, title: "Publishing process",
            description:
                "One revision of a publishing process: a record of offers.processes. Its key is name@revision, as "
                + "submissions refer to it. It is the profile as profile.schema.json describes the file."),
        Schema(
            name: "session", record: SessionRecord.self, title: "Session of the pages",
            description:
                "Who has signed in to the pages: a record of offers.sessions, by which all gateways know the session. The "
                + "cookie itself is not in it."),
        Schema(
            name: "position", record: PositionRecord.self, title: "Position of a group",
            description:
                "How far the notifier or the mailer has come in a partition: a record of offers.positions, written with "
                + "each commit. Committed offsets of a group without members expire; this does not."),
        Schema(
            name: "ticket", record: Ticket.self, title: "Support ticket",
            description:
                "The data of a ticket's event on offers.support-tickets: the request, and the offer's status as "
                + "offers.status has it. The last entry of its history is about this ticket."),
        Schema(
            name: "problem", record: Problem.self, title: "Problem",
            description:
                "What a publisher must fix: a stable code, where (RFC 6901), and the values that the text names. "
                + "Message and remedy are in English, for people who read the record; programs use code and values."),
    ]

    static let dialect = "https://json-schema.org/draft/2020-12/schema"
    static let folder = "https://publishing-pipeline.example/schemas/"

    /// The file's name, as other schemas and the AsyncAPI document refer to it.
    static func file(_ name: String) -> String { "\(name).schema.json" }

    /// The whole document. Refers to the schemas of nested records that have one.
    var document: JSONNode {
        let head: JSONNode = [
            "$schema": .string(Self.dialect), "$id": .string(Self.folder + Self.file(name)), "title": .string(title),
            "description": .string(description),
        ]
        let others = Self.all.filter { $0.name != name }.flatMap(\.places)
        func referring(_ node: JSONNode) -> JSONNode {
            if let place = others.first(where: { $0.schema == node }) { return ["$ref": .string(place.reference)] }
            switch node {
            case .object(let members): return .object(members.map { .init($0.name, referring($0.value)) })
            case .array(let items): return .array(items.map(referring))
            default: return node
            }
        }
        return .object(head.members + referring(record.schema).members)
    }

    /// The paths of the record's schema and of its data's schema.
    private var places: [(schema: JSONNode, reference: String)] {
        let (whole, file) = (record.schema, Self.file(name))
        let data = whole["properties"]?["data"].map { (schema: $0, reference: "\(file)#/properties/data") }
        return [(schema: whole, reference: file)] + (data.map { [$0] } ?? [])
    }
}

extension JSONNode {
    fileprivate var members: [Member] {
        guard case .object(let members) = self else { return [] }
        return members
    }
}
