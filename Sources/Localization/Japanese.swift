// All texts in Japanese: a line `code = text` each. A test holds the tables to the same codes and the same places.

extension Localization {
    static let japanese = #"""
        # States of an offer
        state.NeverPublished = 未発行
        """#
}
