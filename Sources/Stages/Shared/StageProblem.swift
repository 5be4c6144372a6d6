// A problem in all three languages until the submission's language is known: stages word theirs as these, in one file
// a stage, and say them once.

import Localization
import Offers

/// What a stage found wrong, before it is said in a language.
struct StageProblem: Sendable, Equatable {
    var code: String
    var message: LocalizedText
    var remedy: LocalizedText

    init(_ code: String, _ message: LocalizedText, remedy: LocalizedText) {
        self.code = code
        self.message = message
        self.remedy = remedy
    }

    func problem(at pointer: String, in language: Language) -> Problem {
        Problem(at: pointer, code, message[language], remedy: remedy[language])
    }
}

/// Text from a publisher's document on its way into a message: short and without control characters.
func shown(_ text: String, limit: Int = 100) -> String {
    let clean = text.unicodeScalars.prefix(limit).map { scalar -> Character in
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse: "\u{FFFD}"
        default: Character(scalar)
        }
    }
    return String(clean) + (text.unicodeScalars.count > limit ? "…" : "")
}
