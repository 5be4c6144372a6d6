// Operations and submissions in the portal's words.

import JSON
import Offers

enum PortalOperations {
    static func operation(_ operation: Operation, of record: OfferRecord, isWhole: Bool) -> JSONNode {
        let submission = operation.submission.flatMap { number in record.submissions.first { $0.id.number == number } }
        let isCurrent = operation.submission != nil && operation.submission == record.status?.submissions
        return .members([
            "id": .string(operation.id), "submissionType": .string(operation.kind.rawValue),
            "createdDateTime": .string(operation.created.description),
            "lastActionDateTime": .string(operation.lastAction.description),
            "status": .string(state(operation, submission)),
            "error": error(operation, submission, record.status?.process),
            "publishingVersion": .number(operation.submission.map { version($0, record) } ?? 0),
            "submission": operation.submission.map { .number($0) },
            "slot": .string(operation.kind == .goLive ? "Production" : "Preview"),
            "cancellationRequestState": .string(cancellation(operation, submission)),
            "steps": isWhole ? .array(isCurrent ? record.status.map { PortalStatus.steps($0) } ?? [] : []) : nil,
        ])
    }

    static func submission(_ submission: SubmissionRecord, of record: OfferRecord) -> JSONNode {
        let isCurrent = submission.id == record.status?.submissionID
        return .members([
            "id": .string(submission.id.description), "submissionType": .string("publish"),
            "createdDateTime": .string(submission.created.description),
            "lastActionDateTime": .string(submission.lastAction.description),
            "status": .string(PortalStatus.camel(submission.state.rawValue)),
            "error": fault(submission), "publishingVersion": .number(version(submission.id.number, record)),
            "slot": .string(submission.state == .succeeded ? "Production" : "Preview"),
            "cancellationRequestState": .string(submission.isCanceled ? "canceled" : "none"),
            "steps": .array(isCurrent ? record.status.map { PortalStatus.steps($0) } ?? [] : []),
        ])
    }

    /// A publish is done when its submission waits or has ended; go live when it has ended; a cancel at once.
    static func state(_ operation: Operation, _ submission: SubmissionRecord?) -> String {
        if operation.refusal != nil { return "failed" }
        guard operation.isAnswered, let submission else { return "notStarted" }
        if operation.kind == .cancel || operation.kind == .stopSelling { return "succeeded" }
        return PortalStatus.camel(submission.state.rawValue)
    }

    private static func error(
        _ operation: Operation, _ submission: SubmissionRecord?, _ process: PublishingProcess?
    ) -> JSONNode {
        if let refusal = operation.refusal {
            let message = refusal.refusalText(in: .english, process: process)
            return .members(["code": .string(refusal.code), "message": .string(message)])
        }
        return submission.map(fault) ?? .null
    }

    private static func fault(_ submission: SubmissionRecord) -> JSONNode {
        guard let problem = submission.problems.first else { return .null }
        return .members(["code": .string(problem.code), "message": .string(problem.englishText)])
    }

    private static func cancellation(_ operation: Operation, _ submission: SubmissionRecord?) -> String {
        submission?.isCanceled == true ? "canceled" : "none"
    }

    /// The document's version that was submitted; for a submission that came another way, its number.
    private static func version(_ submission: Int, _ record: OfferRecord) -> Int {
        record.submitted.first { $0.submission == submission }?.version ?? submission
    }
}
