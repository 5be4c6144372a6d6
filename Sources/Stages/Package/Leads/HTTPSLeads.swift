// Sends leads by POST to an HTTPS endpoint, and by Salesforce's web-to-lead form. Neither can be checked afterwards, so
// the answer is the receipt.

import Assets
import FoundationEssentials
import JSON
import Offers

/// A publisher's endpoint, which takes the Cloud Partner Portal's lead JSON.
struct HTTPSLeads: Sendable, Equatable {
    let url: String

    /// The id is also sent as `Idempotency-Key`, for endpoints that use it.
    func send(_ lead: TestLead, _ connection: LeadConnection) throws -> LeadOutcome {
        let body = Data(lead.json)
        let answer = try connection.ask(
            .post(body, type: "application/json"), url, headers: ["Idempotency-Key": lead.id])
        return (200..<300).contains(answer.status) ? .taken : .refused(status: answer.status)
    }
}

/// Salesforce's web-to-lead form. Source: its documentation of web-to-lead: `oid` and the fields as a form, always
/// answered with 200; the header `Is-Processed`, if present, has the result.
struct SalesforceLeads: Sendable, Equatable {
    static let usualAddress = "https://webto.salesforce.com/servlet/servlet.WebToLead?encoding=UTF-8"

    /// The form's address: the same for all organizations.
    let url: String
    /// The publisher's, 15 or 18 letters and digits.
    let organization: String

    func send(_ lead: TestLead, _ connection: LeadConnection) throws -> LeadOutcome {
        let isWord = organization.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
        let isIdentifier = [15, 18].contains(organization.utf8.count) && isWord
        guard isIdentifier else { return .refused("lead-organization") }
        let answer = try connection.ask(
            .post(Data(form(lead).utf8), type: "application/x-www-form-urlencoded"), url, wanted: ["Is-Processed"])
        guard (200..<400).contains(answer.status) else { return .refused(status: answer.status) }
        let verdict = answer.headers["Is-Processed"] ?? "true"
        return verdict.hasPrefix("true") && !verdict.contains("Exception") ? .taken : .refused("lead-organization")
    }

    private func form(_ lead: TestLead) -> String {
        let person = TestLead.person
        let fields = [
            ("oid", organization), ("first_name", person["firstName"]), ("last_name", person["lastName"]),
            ("email", person["email"]), ("phone", person["phone"]), ("country", person["country"]),
            ("company", person["company"]), ("title", person["title"]), ("lead_source", "test"),
            ("description", "\(lead.description) \(lead.title)"),
        ]
        return encodedForm(fields.map { ($0, $1 ?? "") })
    }
}
