// Operations in the portal's form; submissions are some of them.

import JSON
import Offers

enum PortalOperations {
    static func operation(
        _ operation: Operation, _ key: OfferKey, of record: OfferRecord, isWhole: Bool
    ) -> JSONNode {
        let submission = operation.submission.flatMap { number in record.submissions.first { $0.id.number == number } }
        let current = operation.submission.flatMap { $0 == record.status?.submissions ? record.status : nil }
        let version = operation.submission.map { Self.version($0, record) } ?? 0
        let state = state(operation, submission)
        return .members([
            "id": .string(operation.id), "submissionType": .string(operation.kind.rawValue),
            "publisherId": .string(key.publisher), "offerId": .string(key.offer),
            "offerTypeId": .string(OfferDocuments.type(of: record)), "offerVersion": .number(version),
            "version": .number(version), "publishingVersion": .number(version),
            "submission": operation.submission.map { .number($0) },
            "createdDateTime": .string(operation.created.description),
            "lastActionDateTime": .string(operation.lastAction.description),
            "changedTime": .string(operation.lastAction.description), "status": .string(state),
            "submissionState": .string(state),
            "error": state == "failed" ? error(operation, submission, record.status?.process) : .null,
            "slot": .string([.goLive, .stopSelling].contains(operation.kind) ? "production" : "staging"),
            "definition": .members([
                "metadata": .members(["emails": .string(current?.notify.joined(separator: ",") ?? "")])
            ]),
            "cancellationRequestState": .string(cancellation(operation, submission, of: record)),
            "canCancel": .boolean(current?.canCancel ?? false),
            "steps": isWhole ? .array(current.map { PortalStatus.steps($0) } ?? []) : nil,
        ])
    }

    /// A publish operation succeeds when its preview is ready, whatever happens to the submission afterwards; go live
    /// when the offer is live; cancel and stop selling at once.
    static func state(_ operation: Operation, _ submission: SubmissionRecord?) -> String {
        if operation.refusal != nil { return "failed" }
        guard operation.isAnswered, let submission else { return "notStarted" }
        switch operation.kind {
        case .cancel, .stopSelling: return "succeeded"
        case .publish where submission.wasReady: return "succeeded"
        case .publish, .goLive: break
        }
        return switch submission.state {
        case .neverPublished, .notStarted: "notStarted"
        case .running, .waitingForPublisherReview: "running"
        case .succeeded: "succeeded"
        case .canceled: "canceled"
        case .failed: "failed"
        }
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

    private static func cancellation(
        _ operation: Operation, _ submission: SubmissionRecord?, of record: OfferRecord
    ) -> String {
        if submission?.isCanceled == true { return "canceled" }
        let isRequested = record.operations.contains {
            $0.kind == .cancel && !$0.isAnswered && $0.created >= operation.created
        }
        return isRequested && operation.submission == record.status?.submissions ? "requested" : "none"
    }

    /// The submitted document's version; for a submission from elsewhere, its number.
    private static func version(_ submission: Int, _ record: OfferRecord) -> Int {
        record.submitted.first { $0.submission == submission }?.version ?? submission
    }
}
