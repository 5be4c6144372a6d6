// `offerctl dead-letters show`.

extension CommandSpec {
    static let deadLettersShow = CommandSpec(
        name: "dead-letters show", group: .operators, operands: [Operand(name: "LETTER")],
        summary: "Show one dead letter completely",
        details: "Shows one dead letter: where it came from, why it is there, its headers and value.",
        json: "The same object with headers (texts) and value (base64)."
    ) { invocation in
        let id = try DeadLetterID(typed: invocation.arguments.operands[0])
        guard let letter = try invocation.deadLetters({ $0.id == id }).first else {
            throw ToolError.unknownLetter(id)
        }
        invocation.show(
            [letter.report(isWhole: true)], orText: DeadLetterPage.whole(letter, invocation.out.palette))
    }
}
