// From a problem's code to its words, in the submission's language (R30). A code that has no wording of its own is worded
// by its ending: `title-too-long` by `too-long`. So a policy can name a code for each limit without new words.

import Localization
import Offers

/// What is wrong and how to put it right, with places for values in braces.
package struct ProblemWording: Sendable {
    let message: String
    let remedy: String

    init(_ message: String, _ remedy: String) {
        self.message = message
        self.remedy = remedy
    }

    static func all(in language: Language) -> [String: ProblemWording] {
        switch language {
        case .english: english
        case .french: french
        case .japanese: japanese
        }
    }

    /// Whether a code has a wording, its own or by its ending.
    package static func knows(_ code: String) -> Bool { wording(of: code, in: .english) != nil }

    package static func problem(
        _ code: String, at pointer: String, _ values: [String: String], in language: Language
    ) -> Problem {
        let wording = wording(of: code, in: language) ?? ProblemWording(code, code)
        return Problem(
            at: pointer, code, fill(wording.message, with: values), remedy: fill(wording.remedy, with: values))
    }

    private static func wording(of code: String, in language: Language) -> ProblemWording? {
        let wordings = all(in: language)
        var ending = Substring(code)
        while true {
            if let wording = wordings[String(ending)] { return wording }
            guard let hyphen = ending.firstIndex(of: "-") else { return nil }
            ending = ending[ending.index(after: hyphen)...]
        }
    }

    /// One pass over the template, so that braces in a publisher's value are never taken for a place.
    private static func fill(_ template: String, with values: [String: String]) -> String {
        var text = ""
        var rest = Substring(template)
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            text += rest[..<open] + shown(values[String(rest[rest.index(after: open)..<close])] ?? "")
            rest = rest[rest.index(after: close)...]
        }
        return text + rest
    }

    /// A value as it may stand in a sentence: short, on one line.
    private static func shown(_ value: String) -> String {
        let line = String(
            value.prefix(160).map { $0.isNewline || $0.unicodeScalars.contains { $0.value < 32 } ? " " : $0 })
        return value.count > 160 ? line + "…" : line
    }
}
