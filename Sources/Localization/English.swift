// All texts in English: a line `code = text` each. A test holds the tables to the same codes and the same places.

extension Localization {
    static let english = #"""
        # States of an offer
        state.NeverPublished = Never published
        """#
}
