// `offerctl help`.

extension CommandSpec {
    static let help = CommandSpec(
        name: "help", group: .setUp, operands: [Operand(name: "COMMAND", isRequired: false, accepts: .commands)],
        summary: "Show all commands, or the help of one",
        details: "Shows all commands, or one with its options."
    ) { invocation in
        invocation.out.write(HelpPage.text(try Arguments(invocation.arguments.operands).command))
    }
}
