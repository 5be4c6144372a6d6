// The languages of all texts for people.

/// A language in which texts exist (R30, R37).
public enum Language: String, Sendable, Codable, CaseIterable {
    case english = "en"
    case french = "fr"
    case japanese = "ja"

    /// The language of a BCP 47 tag, by its first subtag (`fr-CA` is French); English for any other tag and for nil.
    public init(tag: String?) {
        self = tag.flatMap { Language(rawValue: String($0.prefix(2)).lowercased()) } ?? .english
    }
}
