// The real validation, asked once for each document: a million runs publish the same few, and to validate them anew was
// most of their time.

import Base
import Events
import Offers
import Stages
import Synchronization
import TestSupport

/// Validation that remembers. It looks at every document at one and the same time, so that what it answers does not depend
/// on which run asked first.
struct RememberedValidation: StageHandler {
    static let stage = ValidatePrerequisites.stage

    private struct Question: Hashable {
        var document: [UInt8]
        var notify: [String]
        var requiresAddress: Bool
        var allowList: String?
        var liveTerms: String?
    }

    private final class Memory: Sendable {
        let answers = Mutex<[Question: StageOutcome]>([:])
    }

    private let work: ValidatePrerequisites
    private let memory = Memory()
    private let time = ManualClock().now

    init(_ work: ValidatePrerequisites) {
        self.work = work
    }

    func perform(_ job: StageJob) async throws -> StageOutcome {
        let step = job.step
        let question = Question(
            document: job.offer, notify: step.notify, requiresAddress: step.requiresAddress,
            allowList: step.allowList, liveTerms: step.liveTerms)
        if let known = memory.answers.withLock({ $0[question] }) { return known }
        let answer = try await work.perform(StageJob(step: step, now: time))
        memory.answers.withLock { $0[question] = answer }
        return answer
    }
}
