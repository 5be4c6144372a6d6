// The first stage (R2, R3, R17): checks an offer's information and settings, and reports all mistakes at once. It only
// reads the document: it neither fetches nor changes anything.

import Base
import Events
import FoundationEssentials
import Localization
import Offers
import Validation

/// Validation of a submission against the policy and the requirements of its command.
public struct ValidatePrerequisites: StageHandler {
    public static let stage = Stage.validatePrerequisites

    /// The limit of warnings in the status; `offerctl lint` shows them all.
    private static let mostNotes = 5

    private let policy: Policy
    private let fileRoots: [String]

    /// Settings: `policy` (a file), `file-roots` (folders that may contain `file:` URLs, separated by colons; usually
    /// none). Throws if the policy cannot be used.
    public init(_ settings: Settings) throws {
        policy = try Policy(settings)
        if let unworded = policy.fields.lazy.compactMap(\.code).first(where: { !Localization.knows("problem.\($0)") }) {
            throw Settings.Wrong(
                "--policy: the code \"\(unworded)\" has no wording; end it like one that has, e.g. -too-long or -count")
        }
        fileRoots = (settings["file-roots"] ?? "").split(separator: ":")
            .map { URL(filePath: String($0)).standardizedFileURL.path }
    }

    public func perform(_ job: StageJob) async throws -> StageOutcome {
        let findings = try check(for: job).findings(in: job.offer)
        guard findings.problems.isEmpty else { return .rejected(findings.problems) }
        let notes = findings.warnings.prefix(Self.mostNotes).map { warning in
            Remark(warning.code, warning.values.merging(["place": warning.pointer]) { $1 })
        }
        // Later stages have no policy.
        let facts = [Fact.standardContract: findings.contract].compactMapValues(\.self)
        return .completed(StepOutputs(facts, notes: notes))
    }

    private func check(for job: StageJob) throws -> OfferCheck {
        var check = OfferCheck(policy: policy, now: job.now, fileRoots: fileRoots)
        check.notify = job.step.notify
        check.requiresNotificationAddress = job.step.requiresAddress
        check.allowList = job.step.allowList
        if let text = job.step.liveTerms {
            // Unreadable terms must not allow what they forbid.
            guard let terms = LiveTerms(text) else {
                throw Poison(
                    "bad-live-terms", "liveterms \"\(text.prefix(120))\" are not in the form that go-live writes")
            }
            check.liveTerms = terms
        }
        return check
    }
}
