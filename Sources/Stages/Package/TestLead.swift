// The test lead (R14): fictitious data that says what it is, sent to the publisher's lead destination with an id that is
// the same on every try, so that a destination can tell a repetition. Form: the Cloud Partner Portal's lead JSON.

import Assets
import Foundation
import Offers

struct TestLead {
    let job: StageJob
    /// Of the offer.
    let title: String

    /// What sending it came to.
    struct Receipt: Equatable {
        var problems: [Problem] = []
        var notes: [String] = []
    }

    private static let settingPointer = "/leads/settings/url"

    /// Sends it where there is somewhere to send it. Throws `Fault` (`lead-destination-away`) for what is worth another
    /// try: no answer, 408, 425, 429 and 5xx.
    func send(_ leads: OfferDocument.Leads?, by fetch: GuardedFetch) throws -> Receipt {
        switch leads?.destination ?? "none" {
        case "none": return Receipt()
        case "https": return try post(to: leads?.settings?["url"] ?? "", fetch)
        case let other:
            // Validation refuses them as well; here for a process without validation.
            let problem = ProblemWording.problem(
                "lead-destination-unsupported", at: "/leads/destination", ["value": other, "choices": "none, https"],
                in: job.language)
            return Receipt(problems: [problem])
        }
    }

    private func post(to url: String, _ fetch: GuardedFetch) throws -> Receipt {
        let answer: FetchAnswer
        do {
            var policy = fetch.policy
            policy.totalTimeout = .seconds(30)
            answer = try GuardedFetch(policy: policy).post(
                json: Data(json.canonical), to: url, headers: ["Idempotency-Key": id],
                check: Task<Never, Never>.checkCancellation)
        } catch let problem as AssetProblem {
            return Receipt(problems: problem.problems(at: Self.settingPointer, in: job.language))
        } catch let error as AssetError {
            throw Fault("lead-destination-away", "the lead destination of \(job.slip.offer): \(error)")
        }
        switch answer.status {
        case 200..<300: return Receipt(notes: [PackagingText.received(id)[job.language]])
        case 408, 425, 429, 500...:
            throw Fault(
                "lead-destination-away",
                "the lead destination of \(job.slip.offer) answered \(answer.status); it is tried again, ask the publisher "
                    + "if it lasts")
        default:
            let text = PackagingText.refused(answer.status)
            return Receipt(problems: [text.problem(at: Self.settingPointer, in: job.language)])
        }
    }

    var id: String { job.slip.eventID("test-lead") }

    var json: JSONNode {
        .object([
            .init(
                "userDetails",
                .texts([
                    ("firstName", "Test"), ("lastName", "Lead"), ("email", "test-lead@example.com"),
                    ("phone", "+1 555 0100"), ("country", "US"), ("company", "Test lead, not a customer"),
                    ("title", "Test"),
                ])),
            .init("leadSource", .string("test")), .init("actionCode", .string("TEST")),
            .init("offerTitle", .string(title)),
            .init(
                "description",
                .string(
                    "Test lead \(id): sent while the offer is published, to check that leads arrive. Not a customer.")),
        ])
    }
}
