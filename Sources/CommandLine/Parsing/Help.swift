// The help texts, made from the declared commands and options; golden tests hold them word for word.

/// What `offerctl help` prints.
enum Help {
    /// All commands, common options and exit codes; or one command with its options.
    static func text(_ verb: Verb?) -> String {
        verb.map(of) ?? overview
    }

    private static var overview: String {
        var lines = ["offerctl publishes offers and shows where they stand.", ""]
        lines += ["Usage: offerctl COMMAND [OPTIONS]", ""]
        for group in Verb.Group.allCases {
            lines.append("\(group.rawValue):")
            for verb in Verb.allCases where verb.group == group {
                lines += entry([verb.rawValue, verb.operand].compactMap { $0 }.joined(separator: " "), verb.summary)
            }
            lines.append("")
        }
        lines += ["OFFER is PUBLISHER/OFFER, as in contoso/web-server.", ""]
        lines.append("Options of every command:")
        for option in OptionSpec.common { lines += entry(option) }
        lines += [""] + wrapped(precedence) + [""]
        lines.append("Exit codes:")
        for code in ExitCode.allCases { lines.append("  \(code.rawValue)  \(code.meaning)") }
        return lines.joined(separator: "\n") + "\n"
    }

    static let precedence =
        "Client properties in a file are overridden by KAFKA_CLIENT_... in the environment, and these by -X and "
        + "--broker. NO_COLOR switches colours off."

    private static func of(_ verb: Verb) -> String {
        var lines = usage(verb) + [""] + wrapped(verb.details)
        if !verb.options.isEmpty {
            lines += ["", "Options:"]
            for option in verb.options { lines += entry(option) }
        }
        if let json = verb.json { lines += ["", "With --json:"] + wrapped(json, indent: 2) }
        lines += ["", "Options of every command and exit codes: offerctl help"]
        return lines.joined(separator: "\n") + "\n"
    }

    private static let widest = 80

    /// Broken between options where it would be too wide.
    private static func usage(_ verb: Verb) -> [String] {
        let head = "Usage: offerctl \(verb.rawValue)"
        var lines = [head]
        for word in [verb.operand].compactMap({ $0 }) + verb.options.map(\.usage) {
            if lines[lines.count - 1].count + 1 + word.count > widest {
                lines.append(String(repeating: " ", count: head.count) + " " + word)
            } else {
                lines[lines.count - 1] += " " + word
            }
        }
        return lines
    }

    /// Text in lines of at most `widest` columns, broken at blanks.
    private static func wrapped(_ text: String, indent: Int = 0) -> [String] {
        let margin = String(repeating: " ", count: indent)
        var lines: [String] = []
        for word in text.split(whereSeparator: \.isWhitespace) {
            if let last = lines.last, last.count + 1 + word.count <= widest {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(margin + word)
            }
        }
        return lines
    }

    private static func entry(_ option: OptionSpec) -> [String] {
        entry([option.name, option.value].compactMap { $0 }.joined(separator: " "), option.help)
    }

    /// A term and what it means; further lines of the meaning stand below its first.
    private static func entry(_ term: String, _ meaning: String) -> [String] {
        let column = 28
        // A long term has a line of its own.
        if term.count + 4 > column { return ["  " + term] + entry("", meaning) }
        return meaning.split(separator: "\n").enumerated().map { index, line in
            let left = index == 0 && !term.isEmpty ? "  " + term : ""
            return left + String(repeating: " ", count: max(2, column - left.count)) + line
        }
    }
}
