// The help texts, generated from the declared commands and options. The manual page and the reference document share
// parts of them.

import Base

/// What `offerctl help` prints.
enum HelpPage {
    /// All commands, common options and exit codes; or one command with its options.
    static func text(_ command: CommandSpec?) -> String { (command.map(lines) ?? overview).text }

    private static var overview: [String] {
        var lines = ["offerctl publishes offers and shows their status.", "", "Usage: offerctl COMMAND [OPTIONS]", ""]
        for group in CommandSpec.Group.allCases {
            lines.append("\(group.rawValue):")
            for command in CommandSpec.all where command.group == group {
                lines += entry(command.synopsis, command.summary)
            }
            lines.append("")
        }
        lines += ["OFFER is PUBLISHER/OFFER, as in contoso/web-server.", "", "Options of every command:"]
        lines += OptionSpec.common.flatMap(entry) + [""] + precedence.wrapped(widest: widest) + ["", "Exit codes:"]
        return lines + ExitCode.allCases.map { "  \($0.rawValue)  \($0.meaning)" }
    }

    static let precedence =
        "KAFKA_CLIENT_... in the environment overrides client properties in a file; -X and --broker override both. "
        + "NO_COLOR switches colors off."

    private static func lines(_ command: CommandSpec) -> [String] {
        var lines = usage(command) + [""] + command.details.wrapped(widest: widest)
        if !command.options.isEmpty { lines += ["", "Options:"] + command.options.flatMap(entry) }
        if let json = command.json { lines += ["", "With --json:"] + json.wrapped(widest: widest, indent: "  ") }
        return lines + ["", "Options of every command and exit codes: offerctl help"]
    }

    private static let widest = 80

    /// Wrapped between options if it is too wide.
    private static func usage(_ command: CommandSpec) -> [String] {
        let head = "Usage: offerctl \(command.name)"
        return command.usageWords.reduce(into: [head]) { lines, word in
            if lines[lines.count - 1].count + 1 + word.count > widest {
                lines.append(String(repeating: " ", count: head.count) + " " + word)
            } else {
                lines[lines.count - 1] += " " + word
            }
        }
    }

    private static func entry(_ option: OptionSpec) -> [String] { entry(option.synopsis, option.help) }

    /// A term and its meaning; further lines of the meaning are aligned with the first.
    private static func entry(_ term: String, _ meaning: String) -> [String] {
        let column = 28
        // A long term gets its own line.
        if term.count + 4 > column { return ["  " + term] + entry("", meaning) }
        return meaning.split(separator: "\n").enumerated().map { index, line in
            let left = index == 0 && !term.isEmpty ? "  " + term : ""
            return left + String(repeating: " ", count: max(2, column - left.count)) + line
        }
    }
}

extension [String] {
    /// The lines as one text, each with a line break.
    var text: String { joined(separator: "\n") + "\n" }
}
