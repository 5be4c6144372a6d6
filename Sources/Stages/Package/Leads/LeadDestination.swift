// The destinations of leads (R14): an HTTPS endpoint, an Azure table, Salesforce, or none. Any other destination is
// refused as unsupported, because we could not test it for real.

import Assets
import Events
import FoundationEssentials
import Offers

/// The result of sending a test lead.
struct LeadReceipt: Equatable {
    var problems: [Problem] = []
    var notes: [Remark] = []
}

enum LeadDestination: Sendable, Equatable {
    case none
    case https(HTTPSLeads)
    case table(TableLeads)
    case salesforce(SalesforceLeads)
    case unsupported(String)
    /// An unusable setting: its name, and the code of its problem.
    case malformed(setting: String, code: String)

    /// Destinations that can be tested for real, as a refusal lists them.
    static let supported = "none, https, azure-table, salesforce"

    /// Reads the document's part. `salesforce` is the address of Salesforce's form.
    init(_ destination: String?, _ settings: [String: String]?, salesforce: String) {
        let given = settings ?? [:]
        switch destination ?? "none" {
        case "none": self = .none
        case "https": self = .https(HTTPSLeads(url: given["url"] ?? ""))
        case "azure-table":
            if let table = TableLeads(given["connectionString"] ?? "", table: given["table"] ?? "") {
                self = .table(table)
            } else {
                self = .malformed(setting: "connectionString", code: "lead-connection-string")
            }
        case "salesforce":
            self = .salesforce(SalesforceLeads(url: salesforce, organization: given["organization"] ?? ""))
        case let other: self = .unsupported(other)
        }
    }

    /// Sends it and checks its receipt as far as the destination allows. Throws `Fault` (`lead-destination-away`) if
    /// another try may help: no answer, 408, 425, 429 and 5xx.
    func send(_ lead: TestLead, by fetch: GuardedFetch, _ job: StageJob) throws -> LeadReceipt {
        let connection = LeadConnection(fetch: fetch, offer: job.step.key)
        switch self {
        case .none: return LeadReceipt()
        case .https(let leads): return try receipt("url", lead) { try leads.send(lead, connection) }
        case .table(let leads): return try receipt("connectionString", lead) { try leads.send(lead, connection) }
        case .salesforce(let leads): return try receipt("organization", lead) { try leads.send(lead, connection) }
        case .unsupported(let name):
            // Validation refuses them, too; this is for a process without validation.
            let values = ["value": name, "choices": Self.supported]
            return LeadReceipt(problems: [Problem(at: "/leads/destination", "lead-destination-unsupported", values)])
        case .malformed(let setting, let code):
            return LeadReceipt(problems: [Problem(at: "/leads/settings/\(setting)", code)])
        }
    }

    private func receipt(
        _ setting: String, _ lead: TestLead, _ send: () throws -> LeadOutcome
    ) throws -> LeadReceipt {
        let pointer = "/leads/settings/\(setting)"
        do {
            switch try send() {
            case .readBack: return LeadReceipt(notes: [Remark("lead-found", ["lead": lead.id])])
            case .taken: return LeadReceipt(notes: [Remark("lead-taken", ["lead": lead.id])])
            case .refused(let code, let values):
                return LeadReceipt(problems: [Problem(at: pointer, code, values)])
            }
        } catch let problem as AssetProblem { return LeadReceipt(problems: problem.problems(at: pointer)) }
    }
}

/// A destination's answer to a test lead.
enum LeadOutcome: Equatable {
    /// It was found there.
    case readBack
    /// The destination has accepted it but cannot be checked.
    case taken
    /// The code of the problem, and its values.
    case refused(String, [String: String] = [:])

    static func refused(status: Int) -> LeadOutcome { .refused("lead-destination-refused", ["value": "\(status)"]) }
}

/// The connection to a destination: guarded, impatient, and the only place that distinguishes a fault from a refusal.
struct LeadConnection {
    let fetch: GuardedFetch
    let offer: OfferKey

    init(fetch: GuardedFetch, offer: OfferKey) {
        var policy = fetch.policy
        policy.totalTimeout = .seconds(30)
        self.fetch = GuardedFetch(policy: policy)
        self.offer = offer
    }

    /// A final answer. Throws `AssetProblem` for a forbidden address, `Fault` for another try.
    func ask(
        _ sending: GuardedFetch.Sending, _ url: String, headers: [String: String] = [:], wanted: [String] = []
    ) throws -> FetchAnswer {
        let answer: FetchAnswer
        do {
            answer = try fetch.send(
                sending, to: url, headers: headers, wanted: wanted, check: Task<Never, Never>.checkCancellation)
        } catch let error as AssetError {
            throw Fault("lead-destination-away", "the lead destination of \(offer): \(error)")
        }
        switch answer.status {
        case 408, 425, 429, 500...:
            throw Fault(
                "lead-destination-away",
                "the lead destination of \(offer) answered \(answer.status); it will be retried; ask the publisher if it "
                    + "lasts")
        default: return answer
        }
    }
}
