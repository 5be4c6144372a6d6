// The test lead (R14): fictitious data that says what it is, with an id that is the same on every try of a submission,
// so that a destination can recognize a repetition.

import Events
import JSON
import Offers

struct TestLead: Sendable {
    /// `publisher/offer/n/test-lead`, the same for all attempts of the step.
    let id: String
    /// Of the offer.
    let title: String

    init(_ step: ScheduledStep, title: String) {
        id = "\(step.submission)/test-lead"
        self.title = title
    }

    /// An invented person, with an address and a number that are reserved for examples (RFC 2606, NANP 555-01XX).
    static let person = [
        "firstName": "Test", "lastName": "Lead", "email": "test-lead@example.com", "phone": "+1 555 0100",
        "country": "US", "company": "Test lead, not a customer", "title": "Test",
    ]

    var description: String {
        "Test lead \(id): sent while the offer is published, to check that leads arrive. Not a customer."
    }

    /// The Cloud Partner Portal's lead JSON.
    var json: [UInt8] {
        JSONWriter.bytes { json in
            json.object { json in
                json.member("userDetails", Self.person)
                json.member("leadSource", "test")
                json.member("actionCode", "TEST")
                json.member("offerTitle", title)
                json.member("description", description)
            }
        }
    }
}
