// `offerctl help`.

extension CommandSpec {
    static let help = CommandSpec(
        name: "help", group: .setUp, operands: [Operand(name: "COMMAND", isRequired: false, accepts: .commands)],
        summary: "Show this, or one command completely",
        details: "Shows all commands, or one with its options."
    ) { invocation in
        invocation.out.write(HelpPage.text(try Arguments(invocation.arguments.operands).command))
    }
}
