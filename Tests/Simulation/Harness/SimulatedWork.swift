// Stage work without files: certification, provisioning and packaging need disks and regions, so their answers come from
// a script. The facts that later stages need are as the real ones write them.

import Assets
import Base
import Events
import Offers
import Stages
import Synchronization

/// How a stage answers a step.
package enum Answer: Sendable {
    case complete
    /// Stands still so many times and says how far it is, then completes.
    case slow(parts: Int)
    case reject(problems: Int)
    /// So many tries of this attempt fail, then it completes; as many as there are tries block the step.
    case fail(times: Int)
}

/// Who answers what. The same step and attempt always get the same answer, however often a crash repeats them.
package struct Script: Sendable {
    private final class Memory: Sendable {
        let tries = Mutex<[String: Int]>([:])
        let certified = Mutex<[[UInt8]: StepOutputs]>([:])
    }

    package var answer: @Sendable (ScheduledStep) -> Answer
    private let memory = Memory()

    package init(_ answer: @escaping @Sendable (ScheduledStep) -> Answer = { _ in .complete }) {
        self.answer = answer
    }

    /// Counts the tries of a step from 1.
    func nextTry(_ step: ScheduledStep) -> Int {
        memory.tries.withLock { soFar in
            soFar[step.envelope.id, default: 0] += 1
            return soFar[step.envelope.id, default: 0]
        }
    }

    /// What certification finds of a document's images: digests of their addresses.
    func certified(_ document: [UInt8]) throws -> StepOutputs {
        if let known = memory.certified.withLock({ $0[document] }) { return known }
        let images = OfferImage.all(in: try OfferDocument(document))
        let certified = try images.map { CertifiedImage(try Digest.of(Array($0.url.utf8))) }
        let whole = try Digest.of(Array(images.map(\.url).joined(separator: " ").utf8))
        let facts = StepOutputs([Fact.certifiedDigest: "\(whole)", Fact.images: CertifiedImages.text(certified)])
        memory.certified.withLock { $0[document] = facts }
        return facts
    }
}

package protocol Place: Sendable { static var stage: Stage { get } }
package enum AtTestDrive: Place { package static let stage = Stage.validateTestDrive }
package enum AtCertify: Place { package static let stage = Stage.certify }
package enum AtPreview: Place { package static let stage = Stage.provisionPreview }
package enum AtPackage: Place { package static let stage = Stage.package }
package enum AtProduction: Place { package static let stage = Stage.provisionProduction }

/// The worker of one stage, answering by the script.
struct SimulatedWork<At: Place>: StageHandler {
    static var stage: Stage { At.stage }
    private let script: Script
    private let life: Life

    init(_ script: Script, _ life: Life) {
        self.script = script
        self.life = life
    }

    func perform(_ job: StageJob) async throws -> StageOutcome {
        switch script.answer(job.step) {
        case .complete: return .completed(try facts(job))
        case .slow(let parts):
            for part in 1...parts {
                job.report(Progress(percent: part * 100 / (parts + 1)))
                try await life.pause()
            }
            return .completed(try facts(job))
        case .reject(let count):
            return .rejected(
                (0..<count).map { Problem(at: "/plans/\($0)", "duplicate", ["value": "simulated"]) })
        case .fail(let times):
            guard script.nextTry(job.step) > times else { throw Fault("simulated-away", "a region is away") }
            return .completed(try facts(job))
        }
    }

    private func facts(_ job: StageJob) throws -> StepOutputs {
        At.stage == .certify ? try script.certified(job.offer) : StepOutputs()
    }
}
