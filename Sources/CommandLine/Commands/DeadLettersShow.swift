// `offerctl dead-letters show`.

extension CommandSpec {
    static let deadLettersShow = CommandSpec(
        name: "dead-letters show", group: .operators, operands: [Operand(name: "DEAD-LETTER")],
        options: [.value],
        summary: "Show one dead letter completely",
        details: "Shows one dead letter: where it came from, why it is there, its headers and value.",
        json: "The same object with headers (texts) and value (base64)."
    ) { invocation in
        let letter = try invocation.deadLetter()
        if invocation.arguments.has(.value) {
            return invocation.out.write(String(decoding: letter.record.value ?? [], as: UTF8.self))
        }
        invocation.show(
            [letter.report(isWhole: true)], orText: DeadLetterPage.whole(letter, invocation.out.palette))
    }
}

extension OptionSpec {
    fileprivate static let value = OptionSpec(name: "--value", help: "Print the record's value alone, to edit it")
}
