// `offerctl manual`.

extension CommandSpec {
    static let manual = CommandSpec(
        name: "manual", group: .setUp,
        summary: "Print the manual page",
        details: "Prints the manual page: offerctl manual > offerctl.1; man -l offerctl.1"
    ) { invocation in
        invocation.out.write(ManualPage.text)
    }
}
