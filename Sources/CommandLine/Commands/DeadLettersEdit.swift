// `offerctl dead-letters edit` and `dead-letters discard`.

import BrokerClient
import Events
import Foundation

extension CommandSpec {
    static let deadLettersEdit = CommandSpec(
        name: "dead-letters edit", group: .operators, operands: [Operand(name: "DEAD-LETTER"), .file], options: [.why],
        summary: "Send a dead letter again with another value",
        details: """
            Sends DEAD-LETTER back to the topic it came from, with the content of FILE as its new
            value and the same key and headers. "offerctl dead-letters show --value DEAD-LETTER"
            prints the present value.
            """,
        json: "One object: deadLetter, topic and result (sent)."
    ) { invocation in
        let dead = try invocation.deadLetter()
        let path = invocation.arguments.operands[1]
        guard let value = FileManager.default.contents(atPath: path) else {
            throw ToolError(.badFile, "\(path): the file cannot be read")
        }
        do {
            try invocation.broker().redrive(dead, value: [UInt8](value), RedriveFacts(), invocation.act)
        } catch is RedriveRefusal {
            throw ToolError(.refused, "\"\(dead.topic)\" is not a topic of the pipeline")
        }
        let report = RedriveReport(deadLetter: dead.id.description, topic: dead.topic, result: .sent)
        invocation.show([report], orText: DeadLetterPage.text([report], invocation.out.palette))
    }

    static let deadLettersDiscard = CommandSpec(
        name: "dead-letters discard", group: .operators, operands: [Operand(name: "DEAD-LETTER")], options: [.why],
        summary: "Discard a dead letter",
        details: """
            Marks DEAD-LETTER as done, so that "dead-letters list" no longer shows it; "dead-letters
            list --all" still does. The record stays on its topic until the topic's retention removes
            it.
            """,
        json: "One object: deadLetter and result (discarded)."
    ) { invocation in
        let dead = try invocation.deadLetter()
        try invocation.broker().discard(dead.id, invocation.act)
        invocation.show(
            [["deadLetter": dead.id.description, "result": "discarded"]],
            orText: "Dead letter \(dead.id) is discarded\n"
        )
    }
}

extension Invocation {
    /// The dead letter that the first operand names.
    func deadLetter() throws -> DeadLetter {
        let id = try DeadLetterID(typed: arguments.operands[0])
        guard let letter = try deadLetters({ $0.id == id }).first else { throw ToolError.unknownLetter(id) }
        return letter
    }
}
