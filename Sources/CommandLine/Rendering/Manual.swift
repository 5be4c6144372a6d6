// The manual page, in man(7), made from the declared commands and options.

import JSON
import Offers

/// `offerctl(1)`.
enum Manual {
    static var page: String {
        var lines = [
            ".TH OFFERCTL 1 \"\(date)\" \"offerctl \(CommandLineTool.version)\" \"Publishing line\"", ".SH NAME",
            "offerctl \\- publish offers and see where they stand", ".SH SYNOPSIS", ".B offerctl", ".I COMMAND",
            "[\\fIOPTIONS\\fR]", ".SH DESCRIPTION",
            "Publishes offers on the publishing line, shows where they stand, and lets operators look after the line.",
            "\\fIOFFER\\fR is \\fIPUBLISHER\\fB/\\fIOFFER\\fR, as in contoso/web\\-server.",
        ]
        for group in Verb.Group.allCases {
            lines.append(".SH \"\(group.rawValue.uppercased())\"")
            for verb in Verb.allCases where verb.group == group { lines += section(verb) }
        }
        lines.append(".SH \"OPTIONS OF EVERY COMMAND\"")
        for option in OptionSpec.common { lines += entry(option) }
        lines += [".PP", escaped(Help.precedence), ".SH \"EXIT STATUS\""]
        for code in ExitCode.allCases { lines += [".TP", ".B \(code.rawValue)", escaped(code.meaning)] }
        lines += [".SH ENVIRONMENT"]
        for (name, meaning) in Self.environment { lines += [".TP", ".B \(name)", escaped(meaning)] }
        lines += [
            ".SH EXAMPLES", ".EX", "offerctl lint offer.json && offerctl publish offer.json",
            "offerctl status contoso/web\\-server \\-\\-watch", "offerctl go\\-live contoso/web\\-server",
            "offerctl dead\\-letters redrive \\-\\-reason unknown\\-version \\-\\-dry\\-run", ".EE",
        ]
        return lines.flatMap(filled).text
    }

    /// When the page was last changed by hand, as man(7) wants it.
    private static let date = "2026-11-21"

    /// A line of text broken at blanks, so that none is longer than 80 characters; a request stays as it is.
    private static func filled(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line -> [String] in
            guard line.count > 80, !line.hasPrefix(".") else { return [String(line)] }
            var lines: [String] = []
            for word in line.split(separator: " ") {
                if let last = lines.last, last.count + word.count < 80 {
                    lines[lines.count - 1] = "\(last) \(word)"
                } else {
                    lines.append(word.hasPrefix(".") || word.hasPrefix("'") ? "\\&\(word)" : String(word))
                }
            }
            return lines
        }
    }

    static let environment: [(name: String, meaning: String)] = [
        ("OFFERS_BROKER", "where the broker is, as --broker"),
        ("OFFERS_CLIENT_PROPERTIES", "a file of librdkafka's properties, as --client-properties"),
        ("OFFERS_TIMEOUT", "longest wait in seconds, as --timeout"),
        ("OFFERS_POLICY", "the marketplace's rules, as --policy"),
        ("OFFERS_FILE_ROOTS", "folders for file: addresses, as --file-roots"),
        ("OFFERS_PROFILES, OFFERS_REGIONS, OFFERS_SCANNER", "what doctor looks at, as the workers have them"),
        ("KAFKA_CLIENT_...", "a property of librdkafka: KAFKA_CLIENT_SECURITY_PROTOCOL is security.protocol"),
        ("NO_COLOR", "no colours, whatever it holds"),
    ]

    private static func section(_ verb: Verb) -> [String] {
        var lines = [".SS \"\(escaped([verb.rawValue, verb.usage].filter { !$0.isEmpty }.joined(separator: " ")))\""]
        lines += [escaped(verb.details)]
        for option in verb.options { lines += entry(option) }
        if let json = verb.json { lines += [".PP", "With \\fB\\-\\-json\\fR:", escaped(json)] }
        return lines
    }

    private static func entry(_ option: OptionSpec) -> [String] {
        let value = option.value.map { " \\fI\(escaped($0))\\fR" } ?? ""
        return [".TP", "\\fB\(escaped(option.name))\\fR\(value)", escaped(option.help.replacing("\n", with: " "))]
    }

    /// A line that begins with a dot or apostrophe would be a request; a bare minus would be a hyphen.
    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\e").replacing("-", with: "\\-").split(separator: "\n").map { line in
            line.hasPrefix(".") || line.hasPrefix("'") ? "\\&" + line : String(line)
        }.joined(separator: "\n")
    }
}
