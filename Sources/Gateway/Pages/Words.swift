// The pages' words in the reader's language: `page.…` in the tables of Localization. Step names come in the submission's.

import Localization
import Offers

/// The words of one language.
struct Words {
    let language: Language

    init(_ language: Language) { self.language = language }

    /// The text `page.<code>`.
    subscript(_ code: String) -> String { Localization.text("page.\(code)", in: language) }

    /// The text `page.<group>.<code>` of a code from outside; nil where there is none.
    func text(_ group: String, _ code: String) -> String? {
        Localization.table(language)["page.\(group).\(code)"]
    }

    /// The state of an offer: as its profile calls it where that is in the reader's language.
    func state(_ status: OfferStatus?) -> String {
        if let status, status.language == language, let label = status.label { return label }
        return (status?.state ?? .neverPublished).text(in: language)
    }

    /// Marks a part that is in the submission's language and not the reader's (WCAG 2.2, 3.1.2).
    func part(of status: OfferStatus?) -> String {
        guard let status, status.language != language else { return "" }
        return " lang=\"\(status.language.rawValue)\""
    }

    func type(of record: OfferRecord) -> String {
        let draft = record.draft?.document["offerTypeId"]?.text.flatMap { PortalFields.type(ofPortal: $0)?.rawValue }
        let type = draft ?? record.status?.type ?? ""
        return text("type", type) ?? type
    }
}
