// `offerctl completion`.

extension CommandSpec {
    static let completion = CommandSpec(
        name: "completion", group: .setUp,
        operands: [Operand(name: "SHELL", accepts: .oneOf(Shell.allCases.map(\.rawValue)))],
        summary: "Print the completion script of a shell",
        details: """
            Prints the completion script for SHELL: bash, zsh or fish. Save it for bash as
            /etc/bash_completion.d/offerctl, for zsh as _offerctl in a folder of fpath, for fish as
            ~/.config/fish/completions/offerctl.fish.
            """
    ) { invocation in
        let shell: Shell? = invocation.arguments.choice(invocation.arguments.operands[0])
        invocation.out.write(shell?.script ?? "")
    }
}
