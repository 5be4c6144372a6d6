// Shortens a publisher's text for a finding: on one line, without control characters.
import FoundationEssentials

enum Hostile {
    static func quoted(_ text: String, limit: Int = 200) -> String { "\"" + cut(text, limit) + "\"" }

    static func cut(_ text: String, _ limit: Int) -> String {
        let clean = text.unicodeScalars.prefix(limit).map { scalar -> Character in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse: "\u{FFFD}"
            default: Character(scalar)
            }
        }
        return String(clean) + (text.unicodeScalars.count > limit ? "…" : "")
    }
}
