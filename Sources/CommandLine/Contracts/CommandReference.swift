// `docs/reference/offerctl.md`.

/// The reference page of the command line.
enum CommandReference {
    static var text: String {
        var lines = [
            "# offerctl", "",
            "`offerctl contracts commands` makes this page from the declarations in the code.",
            "The same as a manual page: `offerctl manual > offerctl.1; man -l offerctl.1`.",
        ]
        for group in CommandSpec.Group.allCases {
            lines += ["", "## \(group.rawValue)"]
            for command in CommandSpec.all where command.group == group {
                lines += ["", "### offerctl \(command.name)"] + block(HelpPage.text(command))
            }
        }
        lines += ["", "## All commands, options and exit codes"] + block(HelpPage.text(nil))
        lines += ["", "## Environment", "", "| variable | meaning |", "|---|---|"]
        lines += ManualPage.environment.map { "| `\($0.name)` | \($0.meaning) |" }
        return lines.text
    }

    private static func block(_ text: String) -> [String] { ["", "```", trimmed(text), "```"] }
}
