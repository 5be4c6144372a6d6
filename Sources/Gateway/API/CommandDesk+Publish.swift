// Publishing: checks the draft, or the last published document, as the validation stage does, and sends it as a
// command.

import BrokerClient
import Events
import JSON
import Offers
import Validation

extension CommandDesk {
    /// The options of a publish command.
    struct Publication {
        var notify: [String] = []
        /// The process to follow, if known.
        var profile: PublishingProfile?
        /// Whether the command names it; otherwise it is the offer type's default.
        var isNamed = false
        /// Replaces the document's allow-list.
        var allowList: String?
    }

    func publish(_ key: OfferKey, _ wish: Publication) throws -> Answer {
        guard let draft = model.record(of: key)?.draft else { return try publishAgain(key, wish) }
        let review = review(try draft.kept.tree, key, version: draft.version, wish)
        guard review.problems.isEmpty else { throw APIError.problems(review.problems, warnings: review.warnings) }
        let answer = try command(.publish, key, document: review.translation.ours.json) { $0.take(wish) }
        if case .accepted(_, let status) = answer, let submission = status.submissionID?.number {
            try keep(Submitted(submission: submission, version: draft.version, kept: draft.kept), key, status)
        }
        return answer
    }

    /// The status of an offer that was never published: at the first of the steps that publishing it will take. Without steps
    /// where the process of its type is not known.
    func unpublished(_ key: OfferKey, _ record: OfferRecord) -> OfferStatus {
        var status = OfferStatus(key, at: record.changed)
        guard let draft = record.draft, let type = draft.type.flatMap({ PortalFields.type(ofPortal: $0) }),
            let process = model.catalog.own(of: type)
        else { return status }
        let document = (try? draft.kept.tree).map { PortalTranslation($0, key: key, version: 0).ours }
        status.type = type
        status.follow(process, hasTestDrive: document?.at(["testDrive", "enabled"]) == .boolean(true))
        status.currentStep = 0
        return status
    }

    /// Publishes the document that was published last, for an offer that did not come through the gateway.
    private func publishAgain(_ key: OfferKey, _ wish: Publication) throws -> Answer {
        guard let document = try published(key) else { throw APIError.noPublishableDocument(key) }
        let problems = check(key, wish).problems(in: document)
        guard problems.isEmpty else {
            throw APIError.problems(problems.map { .init(problem: $0, target: $0.pointer) }, warnings: [])
        }
        return try command(.publish, key, document: document) { $0.take(wish) }
    }

    /// Saves the submitted document, for the slots. Keeps a few older ones, and the live one.
    private func keep(_ submitted: Submitted, _ key: OfferKey, _ status: OfferStatus) throws {
        try send(DraftRecord.message(submitted, key, id: world.newID(), at: world.now()))
        let others = (model.record(of: key)?.submitted ?? []).filter {
            $0.submission != submitted.submission && $0.submission != status.live?.submission
        }
        for old in others.dropLast(Self.mostSubmitted) {
            try send(Message(topic: .drafts, key: Array(old.name(of: key).utf8), value: nil))
        }
    }

    /// The document of the last accepted publish command, while the topic has it.
    func published(_ key: OfferKey) throws -> [UInt8]? {
        try model.record(of: key)?.published.flatMap { place in
            try reach {
                try broker.record(.commands, partition: place.partition, offset: place.offset)?.command()?.data
            }
        }
    }
}

extension CloudEvent {
    fileprivate mutating func take(_ wish: CommandDesk.Publication) {
        self[Command.Name.notify] = wish.notify.isEmpty ? nil : wish.notify.joined(separator: ",")
        self[Command.Name.profile] = wish.isNamed ? wish.profile?.name : nil
        self[Command.Name.allowList] = wish.allowList
    }
}
