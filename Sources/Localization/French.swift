// All texts in French: a line `code = text` each. A test holds the tables to the same codes and the same places.

extension Localization {
    static let french = #"""
        # States of an offer
        state.NeverPublished = Jamais publiée
        """#
}
