// The pages' texts in the reader's language: `page.…` in the tables of Localization. Step names come in the
// submission's language.

import Localization
import Offers

/// The texts of one language.
struct Words {
    let language: Language

    init(_ language: Language) { self.language = language }

    /// The text `page.<code>`.
    subscript(_ code: String) -> String { Localization.text("page.\(code)", in: language) }

    /// The text `page.<group>.<code>` of a code from outside; nil if there is none.
    func text(_ group: String, _ code: String) -> String? {
        Localization.table(language)["page.\(group).\(code)"]
    }

    /// The text `page.<code>` with its values.
    func text(_ code: String, _ values: [String: String]) -> String {
        Localization.text("page.\(code)", values, in: language)
    }

    func name(of type: OfferType) -> String { text("type", type.rawValue) ?? type.rawValue }

    /// A category as a label: unknown ones such as `devService` have no text.
    func category(_ id: String) -> String {
        if let text = text("category", id) { return text }
        let words = id.replacing("-", with: " ")
        return words.prefix(1).uppercased() + words.dropFirst()
    }

    /// The state of an offer, by its profile's name if it has one.
    func state(_ status: OfferStatus?) -> String {
        status?.label(in: language) ?? (status?.state ?? .neverPublished).text(in: language)
    }

    func type(of record: OfferRecord) -> String {
        let draft = record.draft?.type.flatMap { PortalFields.type(ofPortal: $0)?.rawValue }
        let type = draft ?? record.status?.type.rawValue ?? ""
        return text("type", type) ?? type
    }
}
