// The filter of a list of offers: the one form of OData's `$filter` that clients of the portal send.

import Offers

/// `offerTypeId eq 'TYPE'`; without a filter, all offers.
struct OfferFilter {
    private let type: String?

    /// Throws `APIError.badFilter`.
    init(_ text: String?) throws {
        guard let text else {
            type = nil
            return
        }
        guard let match = text.wholeMatch(of: /\s*offerTypeId\s+eq\s+'([^']*)'\s*/) else { throw APIError.badFilter }
        type = String(match.output.1)
    }

    func takes(_ record: OfferRecord) -> Bool { type == nil || OfferDocuments.type(of: record) == type }
}
