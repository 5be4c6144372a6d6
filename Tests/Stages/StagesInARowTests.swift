// The facts that one stage writes are those that the next one needs: an offer through all of them, as the pipeline hands it off.

import Events
import ImageFixtures
import JSON
import Offers
import Testing

@testable import Assets
@testable import Stages

@Suite struct StagesInARowTests {
    @Test func `A container goes from certification to the catalog on its facts alone`() async throws {
        let scratch = try StageScratch()
        try scratch.regions()
        let tags = try OCILayout.create(path: scratch.file("layout"), tags: ["latest"])
        let offer = SampleOffer.container(scratch.url("layout"), tags: tags)
        let settings = scratch.settings()
        let stages: [any StageHandler] = [
            try TestDriveValidation(settings), try Certification(settings), try PreviewProvisioning(settings),
            try Packaging(settings), try ProductionProvisioning(settings), try GoLive(settings),
        ]
        var facts: [String: String] = [:]
        var emitted: [Message] = []
        for stage in stages {
            let outcome = try await stage.perform(stageJob(offer.json, at: type(of: stage).stage, facts))
            guard case .completed(let outputs, let messages) = outcome else {
                return #expect(Bool(false), "\(type(of: stage).stage): \(outcome)")
            }
            facts.merge(outputs.facts) { $1 }
            emitted += messages
        }
        #expect(facts.keys.sorted() == ["certifieddigest", "images", "livelink", "liveterms", "package", "report"])
        #expect(facts.keys.allSatisfy { $0.utf8.count <= 20 && $0.allSatisfy { $0.isLetter && $0.isLowercase } })
        #expect(emitted.map(\.topic) == [.catalog])
    }

    @Test func `Every stage has work or a process of its name`() {
        let works: [any StageHandler.Type] = [
            ValidatePrerequisites.self, TestDriveValidation.self, Certification.self, PreviewProvisioning.self,
            Packaging.self, ProductionProvisioning.self, GoLive.self,
        ]
        let names = works.map { $0.stage.rawValue } + [PublisherSignOff.name]
        #expect(Set(names) == Set(Stage.all.map(\.rawValue)))
    }
}
