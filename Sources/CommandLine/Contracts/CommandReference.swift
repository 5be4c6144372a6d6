// `docs/reference-offerctl.md`.

import Offers

/// The reference page of the command line.
enum CommandReference {
    static var text: String {
        var lines = [
            "# offerctl", "",
            "Made by `offerctl contracts commands` from the declarations in the code; a test holds this page current.",
            "The same as a manual page: `offerctl manual > offerctl.1; man -l offerctl.1`.",
        ]
        for group in Verb.Group.allCases {
            lines += ["", "## \(group.rawValue)"]
            for verb in Verb.allCases where verb.group == group {
                lines += ["", "### offerctl \(verb.rawValue)", "", "```", Help.text(verb).trimmedEnd, "```"]
            }
        }
        lines += ["", "## All commands, options and exit codes", "", "```", Help.text(nil).trimmedEnd, "```"]
        lines += ["", "## Environment", "", "| variable | meaning |", "|---|---|"]
        lines += Manual.environment.map { "| `\($0.name)` | \($0.meaning) |" }
        return lines.text
    }
}

extension String {
    fileprivate var trimmedEnd: String { String(reversed().drop(while: \.isNewline).reversed()) }
}
