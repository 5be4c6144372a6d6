// `offerctl compare`: compares a draft with the live document.

import BrokerClient
import Events
import JSON
import Offers

extension CommandSpec {
    static let compare = CommandSpec(
        name: "compare", group: .views, operands: [.file, .offer], options: [.policy],
        summary: "Show what a draft changes of a live offer",
        details: """
            Compares the offer document in FILE with the document that is live, and shows each
            difference with its JSON pointer. It also shows whether the policy counts the change as
            technical, which requires certification, or as marketing only.
            """,
        json: """
            One object a line: pointer, change (added, removed or changed), live and draft
            (the values) and technical.
            """
    ) { invocation in
        let offer = try invocation.arguments.offer(1)
        let path = invocation.arguments.operands[0]
        let file = try OfferFile(path: path)
        guard file.summary.key == offer else {
            let (name, found) = (OfferFile.name(path), file.summary.key)
            throw ToolError(
                .badFile, "\(name): a document of \(found), not of \(offer); name the draft of that offer, or \(found)")
        }
        let draft = try JSONNode(file.bytes)
        let policy = try invocation.settings.policy()
        var differences = Difference.between(try invocation.liveDocument(of: offer), draft)
        for index in differences.indices { differences[index].judge(by: policy.technicalKeys) }
        invocation.show(
            documents: differences.map(\.document),
            orText: DifferencePage.text(differences, of: offer, invocation.out.palette))
    }
}

extension Invocation {
    /// The document of the submission in the catalog, as the last stage got it.
    fileprivate func liveDocument(of offer: OfferKey) throws -> JSONNode {
        let broker = try broker()
        guard let record = try broker.newest(.catalog, of: offer), let event = row(record, { try $0.event() }),
            let submission = event.integer(Command.Name.submission)
        else {
            throw ToolError(
                .refused,
                "\(offer) is not live, so there is nothing to compare with; \"offerctl status \(offer)\" says more")
        }
        var found: [UInt8]?
        _ = try broker.read(.stage(.goLive), offer, .beginning) { record in
            guard record.key == offer.bytes, let step = try? ScheduledStep(json: record.value ?? []),
                step.number == submission
            else { return }
            found = step.offer.bytes
        }
        guard let found, let document = try? JSONNode(found) else {
            throw ToolError(
                .refused,
                """
                \(offer): the document of submission \(submission), which is live, has expired on \(Topic.stage(.goLive)) \
                (90 days); compare with the publisher's own copy
                """)
        }
        return document
    }
}
