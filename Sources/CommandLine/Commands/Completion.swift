// `offerctl completion`.

extension CommandSpec {
    static let completion = CommandSpec(
        name: "completion", group: .setUp,
        operands: [Operand(name: "SHELL", accepts: .oneOf(Shell.allCases.map(\.rawValue)))],
        summary: "Print a shell's completion of these commands",
        details: """
            Prints completion for SHELL, which is bash, zsh or fish. For bash: put the output
            into /etc/bash_completion.d/offerctl. For zsh: into a file _offerctl on fpath. For
            fish: into ~/.config/fish/completions/offerctl.fish.
            """
    ) { invocation in
        let shell: Shell? = invocation.arguments.choice(invocation.arguments.operands[0])
        invocation.out.write(shell?.script ?? "")
    }
}
