// The languages that people read.

/// A language that texts exist in (R30, R37).
public enum Language: String, Sendable, Codable, CaseIterable {
    case english = "en"
    case french = "fr"
    case japanese = "ja"

    /// The language that a BCP 47 tag names by its first subtag (`fr-CA` is French); English for any other tag and for nil.
    public init(tag: String?) {
        self = tag.flatMap { Language(rawValue: String($0.prefix(2)).lowercased()) } ?? .english
    }
}
