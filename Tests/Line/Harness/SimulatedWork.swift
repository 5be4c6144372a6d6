// Stage work without files: certification, provisioning and packaging need disks and regions, so their answers come from
// a script. The facts that later stages need are as the real ones write them.

import Assets
import Foundation
import Offers
import Synchronization

@testable import Stages

/// How a stage answers a step.
enum Answer: Sendable {
    case complete
    case reject(problems: Int)
    /// So many tries of this attempt fail, then it completes; as many as there are tries block the step.
    case fail(times: Int)
}

/// Who answers what. The same step and attempt always get the same answer, however often a crash repeats them.
struct Script: Sendable {
    private final class Tries: Sendable {
        let soFar = Mutex<[String: Int]>([:])
    }

    var answer: @Sendable (RoutingSlip) -> Answer
    private let tries = Tries()

    init(_ answer: @escaping @Sendable (RoutingSlip) -> Answer = { _ in .complete }) {
        self.answer = answer
    }

    /// Counts the tries of a step from 1.
    func nextTry(_ slip: RoutingSlip) -> Int {
        tries.soFar.withLock { soFar in
            soFar[slip.event.id, default: 0] += 1
            return soFar[slip.event.id, default: 0]
        }
    }
}

protocol Place: Sendable { static var stage: Stage { get } }
enum AtTestDrive: Place { static let stage = Stage.validateTestDrive }
enum AtCertify: Place { static let stage = Stage.certify }
enum AtPreview: Place { static let stage = Stage.provisionPreview }
enum AtPackage: Place { static let stage = Stage.package }
enum AtProduction: Place { static let stage = Stage.provisionProduction }

/// The worker of one stage, answering by the script.
struct SimulatedWork<At: Place>: StageWork {
    static var stage: Stage { At.stage }
    private let script: Script

    init(_ script: Script) {
        self.script = script
    }

    func perform(_ job: StageJob) async throws -> StageOutcome {
        switch script.answer(job.slip) {
        case .complete: return .completed(try facts(job))
        case .reject(let count):
            return .rejected(
                (0..<count).map { Problem(at: "/plans/\($0)", "simulated", "It is wrong.", remedy: "Put it right.") })
        case .fail(let times):
            guard script.nextTry(job.slip) > times else { throw Fault("simulated-away", "a region is away") }
            return .completed(try facts(job))
        }
    }

    private func facts(_ job: StageJob) throws -> Facts {
        guard At.stage == .certify else { return Facts() }
        let images = OfferImage.all(in: try OfferDocument(job.offer))
        let digests = try images.map { try Digest.of(Data($0.url.utf8)) }
        let whole = try Digest.of(Data("\(images.map(\.url))".utf8))
        return Facts(["certifieddigest": "\(whole)", CertifiedImages.fact: CertifiedImages.text(digests)])
    }
}
