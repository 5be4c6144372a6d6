// `offerctl contracts`.

extension CommandSpec {
    static let contracts = CommandSpec(
        name: "contracts", group: .setUp,
        operands: [Operand(name: "DOCUMENT", accepts: .oneOf(Reference.all.map(\.name)))],
        options: [.policy],
        summary: "Print a reference page, AsyncAPI or a JSON Schema",
        details: """
            Prints DOCUMENT: asyncapi (AsyncAPI 3.0 of all topics and messages), a reference page
            (topics, commands, certification, settings, metrics, logs, api-errors or offer-reference), or the JSON
            Schema of a record or of an offer. All are made from the declarations that the programs
            use.
            """
    ) { invocation in
        let name = invocation.arguments.operands[0]
        let policy = try invocation.settings.policy()
        invocation.out.write(Reference.all.first { $0.name == name }?.text(policy) ?? "")
    }
}
