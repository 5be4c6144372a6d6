// The status of an offer in the portal's form: its step ids, its states in camel case, and links.

import Base
import JSON
import Offers

enum PortalStatus {
    static func of(_ status: OfferStatus) -> JSONNode {
        .members([
            "status": .string(camel(status.state.rawValue)),
            "messages": .array(status.steps.flatMap { $0.problems.map { message($0, at: status.changed) } }),
            "steps": .array(steps(status)),
            "previewLinks": links(status.previewLinks, status),
            "liveLinks": links(status.liveLinks, status),
            "notificationEmails": .string(status.notify.joined(separator: ",")),
            "submission": status.submissionID.map { .number($0.number) },
            "cancel": .members([
                "allowed": .boolean(status.canCancel),
                "reason": status.cancelRefusal.map {
                    .string($0.remark.refusalText(in: .english, process: status.process))
                },
            ]),
        ])
    }

    /// The state of an offer.
    static func state(of record: OfferRecord) -> String {
        camel((record.status?.state ?? .neverPublished).rawValue)
    }

    private static func links(_ links: [String], _ status: OfferStatus) -> JSONNode {
        .array(links.map { .members(["displayText": .string(status.title), "uri": .string($0)]) })
    }

    /// `WaitingForPublisherReview` as `waitingForPublisherReview`.
    static func camel(_ state: String) -> String { state.prefix(1).lowercased() + state.dropFirst() }

    /// The portal's steps: production and listing are its one step `live`, and the test drive belongs to the
    /// prerequisites, so that the list always has the same length.
    static func steps(_ status: OfferStatus) -> [JSONNode] {
        var shown: [(id: String, steps: [StepStatus])] = []
        for step in status.steps where step.state != .skipped {
            let id = ids[step.stage] ?? step.stage.rawValue
            if shown.last?.id == id { shown[shown.count - 1].steps.append(step) } else { shown.append((id, [step])) }
        }
        return shown.map { one($0.id, $0.steps, status) }
    }

    private static let ids: [Stage: String] = [
        .validatePrerequisites: "displaydummycertify", .validateTestDrive: "displaydummycertify",
        .certify: "displaycertify",
        .provisionPreview: "displayprovision", .package: "displaypackage",
        .publisherSignOff: "publisher-signoff", .provisionProduction: "live",
        .goLive: "live",
    ]

    private static func one(_ id: String, _ steps: [StepStatus], _ status: OfferStatus) -> JSONNode {
        let current = steps.first { $0.state != .complete } ?? steps[steps.count - 1]
        let state =
            current.state == .notStarted && steps.contains { $0.state == .complete } ? .inProgress : current.state
        let percents = steps.map { $0.state == .complete ? 100 : $0.progress?.percent ?? 0 }
        let named = id == ids[.goLive] ? steps[steps.count - 1] : steps[0]
        return .members([
            "estimatedTimeFrame": .string(steps.compactMap { $0.longest?.text(in: .english) }.joined(separator: " + ")),
            "id": .string(id), "stepName": .string(named.name(in: .english)),
            "description": .string(steps.map { $0.name(in: .english) }.joined(separator: ", ")),
            "status": .string(camel(state.rawValue)),
            "messages": .array(steps.flatMap { messages($0, status) }),
            "progressPercentage": .number(percents.reduce(0, +) / percents.count),
        ])
    }

    private static func messages(_ step: StepStatus, _ status: OfferStatus) -> [JSONNode] {
        let time = step.ended ?? status.changed
        let problems = step.problems.map { message($0, at: time) }
        let notes = step.notes.map { information($0.text(in: .english), at: time) }
        return problems + notes + bytes(step).map { information($0, at: status.changed) }
    }

    private static func message(_ problem: Problem, at time: Timestamp) -> JSONNode {
        .members([
            "messageHtml": .string("\(problem.pointer): \(problem.englishText)".escapedForHTML),
            "level": .string("error"), "timestamp": .string(time.description),
            "code": .string(problem.code), "pointer": .string(problem.pointer),
        ])
    }

    /// How many bytes are there, and of each region, while a step is at work.
    private static func bytes(_ step: StepStatus) -> [String] {
        guard step.state == .inProgress, let progress = step.progress else { return [] }
        let regions = progress.regions.compactMap { region in
            region.text(in: .english).map { "\(region.name): \($0)" }
        }
        return [progress.text(in: .english)].compactMap(\.self) + regions
    }

    private static func information(_ text: String, at time: Timestamp) -> JSONNode {
        .members([
            "messageHtml": .string(text.escapedForHTML), "level": .string("information"),
            "timestamp": .string(time.description),
        ])
    }
}
