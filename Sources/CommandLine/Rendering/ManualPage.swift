// The manual page, in man(7), made from the declared commands and options.

import Base
import JSON
import Offers

/// `offerctl(1)`.
enum ManualPage {
    static var text: String {
        var lines = [
            ".TH OFFERCTL 1 \"\(date)\" \"offerctl \(programVersion)\" \"Publishing pipeline\"", ".SH NAME",
            "offerctl \\- publish offers and see their status", ".SH SYNOPSIS", ".B offerctl", ".I COMMAND",
            "[\\fIOPTIONS\\fR]", ".SH DESCRIPTION",
            "Publishes offers, shows their status, and lets operators look after the publishing pipeline.",
            "\\fIOFFER\\fR is \\fIPUBLISHER\\fB/\\fIOFFER\\fR, as in contoso/web\\-server.",
        ]
        for group in CommandSpec.Group.allCases {
            lines.append(".SH \"\(group.rawValue.uppercased())\"")
            lines += CommandSpec.all.filter { $0.group == group }.flatMap(section)
        }
        lines += [".SH \"OPTIONS OF EVERY COMMAND\""] + OptionSpec.common.flatMap(entry)
        lines += [".PP", escaped(HelpPage.precedence), ".SH \"EXIT STATUS\""]
        lines += ExitCode.allCases.flatMap { [".TP", ".B \($0.rawValue)", escaped($0.meaning)] }
        lines += [".SH ENVIRONMENT"] + environment.flatMap { [".TP", ".B \($0.name)", escaped($0.meaning)] }
        lines += [
            ".SH EXAMPLES", ".EX", "offerctl lint offer.json && offerctl publish offer.json",
            "offerctl status contoso/web\\-server \\-\\-watch", "offerctl go\\-live contoso/web\\-server",
            "offerctl dead\\-letters redrive \\-\\-reason unknown\\-version \\-\\-dry\\-run", ".EE",
        ]
        return lines.flatMap(filled).text
    }

    /// When the page was last edited by hand, as man(7) requires.
    private static let date = "2026-11-28"

    static let environment: [(name: String, meaning: String)] = [
        ("OFFERS_BROKER", "where the broker is, as --broker"),
        ("OFFERS_CLIENT_PROPERTIES", "a file of librdkafka's properties, as --client-properties"),
        ("OFFERS_TIMEOUT", "longest wait in seconds, as --timeout"),
        ("OFFERS_PRINCIPAL", "who gives a command, as history and mails name it (default: the user)"),
        ("LC_ALL, LC_MESSAGES, LANG", "language of steps, states and problems, as --language"),
        ("OFFERS_POLICY", "the marketplace's rules, as --policy"),
        ("OFFERS_FILE_ROOTS", "folders for file: addresses, as --file-roots"),
        ("OFFERS_PROFILES, OFFERS_REGIONS, OFFERS_SCANNER", "what doctor looks at, as the workers have them"),
        ("KAFKA_CLIENT_...", "a property of librdkafka: KAFKA_CLIENT_SECURITY_PROTOCOL is security.protocol"),
        ("NO_COLOR", "no colors, whatever its value"),
    ]

    private static func section(_ command: CommandSpec) -> [String] {
        let title = ([command.name] + command.usageWords).joined(separator: " ")
        let json = command.json.map { [".PP", "With \\fB\\-\\-json\\fR:", escaped($0)] } ?? []
        return [".SS \"\(escaped(title))\"", escaped(command.details)] + command.options.flatMap(entry) + json
    }

    private static func entry(_ option: OptionSpec) -> [String] {
        let value = option.value.map { " \\fI\(escaped($0))\\fR" } ?? ""
        return [".TP", "\\fB\(escaped(option.name))\\fR\(value)", escaped(option.help.replacing("\n", with: " "))]
    }

    /// A line of text wrapped at blanks to at most 80 characters; requests stay unchanged.
    private static func filled(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line -> [String] in
            guard line.count > 80, !line.hasPrefix(".") else { return [String(line)] }
            return line.split(separator: " ").reduce(into: []) { lines, word in
                if let last = lines.last, last.count + word.count < 80 {
                    lines[lines.count - 1] = "\(last) \(word)"
                } else {
                    lines.append(guarded(word))
                }
            }
        }
    }

    /// An unescaped minus would become a hyphen.
    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\e").replacing("-", with: "\\-").split(separator: "\n").map(guarded)
            .joined(separator: "\n")
    }

    /// A line that begins with a dot or an apostrophe would be a request.
    private static func guarded(_ line: Substring) -> String {
        line.hasPrefix(".") || line.hasPrefix("'") ? "\\&\(line)" : String(line)
    }
}
