// Looks up all texts for people. Records hold codes and values; the text is made for each reader in their language.

/// Texts by code.
public enum Localization {
    /// The text of a code, with each `{name}` replaced by its value. A missing value leaves its place empty; at the end
    /// of the text the blanks before it are also removed. A code without its own text uses the text of its ending
    /// (`problem.title-too-long` uses `problem.too-long`); a code without any text is returned unchanged.
    public static func text(_ code: String, _ values: [String: String] = [:], in language: Language) -> String {
        guard let template = template(code, in: language) ?? template(code, in: .english) else { return code }
        return fill(template, with: values)
    }

    /// Whether a code has a text in every language, possibly through its ending.
    public static func knows(_ code: String) -> Bool {
        Language.allCases.allSatisfy { template(code, in: $0) != nil }
    }

    /// The texts of a language, by code.
    package static func table(_ language: Language) -> [String: String] { tables[language] ?? [:] }

    private static let tables: [Language: [String: String]] = [
        .english: parse([
            english, englishPages, englishEditor, englishProblems, englishDocumentProblems, englishAddressProblems,
            englishArchiveProblems, englishQuotas,
        ]),
        .french: parse(
            [
                french, frenchPages, frenchEditor, frenchProblems, frenchDocumentProblems, frenchAddressProblems,
                frenchArchiveProblems, frenchQuotas,
            ].map(inFrenchTypography)),
        .japanese: parse([
            japanese, japanesePages, japaneseEditor, japaneseProblems, japaneseDocumentProblems,
            japaneseAddressProblems,
            japaneseArchiveProblems, japaneseQuotas,
        ]),
    ]

    /// Puts no-break spaces before `; : ! ? »` and after `«`. The tables have ordinary spaces.
    private static func inFrenchTypography(_ table: String) -> String {
        [
            (" ;", "\u{A0};"), (" :", "\u{A0}:"), (" !", "\u{A0}!"), (" ?", "\u{A0}?"), (" »", "\u{A0}»"),
            ("« ", "«\u{A0}"),
        ]
        .reduce(table) { $0.replacing($1.0, with: $1.1) }
    }

    private static func parse(_ tables: [String]) -> [String: String] { parse(tables.joined(separator: "\n")) }

    /// Parses a table: one `code = text` a line, each code once; `#` begins a comment, and `\n` in a text is a line
    /// break.
    static func parse(_ table: String) -> [String: String] {
        var texts: [String: String] = [:]
        for line in table.split(separator: "\n") where !line.hasPrefix("#") {
            guard let equals = line.firstRange(of: " = ") else { continue }
            let code = String(line[..<equals.lowerBound])
            let text = line[equals.upperBound...].replacing("\\n", with: "\n")
            let other = texts.updateValue(String(text), forKey: code)
            precondition(other == nil, "\(code) has two texts in one language")
        }
        return texts
    }

    /// At least twice as long as our longest code.
    private static let longestCode = 128

    /// `group.a-b-c` is looked up as `group.a-b-c`, `group.b-c`, `group.c`.
    private static func template(_ code: String, in language: Language) -> String? {
        let texts = table(language)
        if let text = texts[code] { return text }
        // A code from outside may be of any length, and each of its endings would cost a lookup.
        guard code.utf8.count <= longestCode, let dot = code.firstIndex(of: ".") else { return nil }
        let group = code[...dot]
        var ending = code[code.index(after: dot)...]
        while let hyphen = ending.firstIndex(of: "-") {
            ending = ending[ending.index(after: hyphen)...]
            if let text = texts["\(group)\(ending)"] { return text }
        }
        return nil
    }

    /// One pass over the template, so that braces in a value are not mistaken for a placeholder.
    private static func fill(_ template: String, with values: [String: String]) -> String {
        guard template.contains("{") else { return template }
        var text = ""
        var rest = Substring(template)
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            text += rest[..<open] + (values[String(rest[rest.index(after: open)..<close])] ?? "")
            rest = rest[rest.index(after: close)...]
        }
        text += rest
        while text.last == " " { text.removeLast() }
        return text
    }
}
