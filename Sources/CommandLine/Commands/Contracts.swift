// `offerctl contracts`.

extension CommandSpec {
    static let contracts = CommandSpec(
        name: "contracts", group: .setUp,
        operands: [Operand(name: "DOCUMENT", accepts: .oneOf(Reference.allCases.map(\.rawValue)))],
        summary: "Print a document about topics or commands",
        details: """
            Prints DOCUMENT: asyncapi (AsyncAPI 3.0 of all topics and messages), topics or
            commands (the reference pages), all made from what the programs themselves use.
            """
    ) { invocation in
        let document: Reference? = invocation.arguments.choice(invocation.arguments.operands[0])
        invocation.out.write(document?.text ?? "")
    }
}
