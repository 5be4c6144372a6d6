import Base
import Events
import Foundation
import JSON
import Offers
import SimulationHarness
import Testing

/// A stage nobody has heard of: this work, its name, and a line in a profile are all there is to it.
private struct CheckTranslations: StageHandler {
    static let stage = Stage(rawValue: "check-translations")

    func perform(_ job: StageJob) async throws -> StageOutcome {
        let languages = String(decoding: job.offer, as: UTF8.self).contains(#""language": "en""#) ? "en" : "other"
        return .completed(StepOutputs(["translations": languages], notes: [Remark("images-already-there")]))
    }
}

struct NewStageTests {
    /// vm-2018 with one more line behind the first step.
    private func profile() throws -> PublishingProfile {
        let file = Fixtures.root.appending(path: "deploy/profiles/vm-2018.json")
        let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        let line = #"""
                {"stage": "check-translations", "name": {"en": "Translations", "fr": "Traductions", "ja": "翻訳"}},
                {
                  "stage": "certify",
            """#
        let first = try #require(text.range(of: "    {\n      \"stage\": \"certify\","))
        let extended = text.replacingCharacters(in: first, with: line)
        return try PublishingProfile(
            json: Array(extended.utf8), file: "vm-2018.json", stages: Stage.all + [CheckTranslations.stage])
    }

    @Test func `A stage can be added by its work, a name and a line in a profile`() throws {
        let profile = try profile()
        let line = try SimulatedPipeline(profiles: [profile.name: profile], with: [.stage(CheckTranslations())])
        let offer = try SampleOffer("web-vm", changes: SampleOffer.noTestDrive)
        line.publish(offer)
        try line.settle()
        line.command(.goLive, offer.key)
        try line.settle()

        let evidence = try Evidence(line)
        #expect(Invariants(evidence: evidence).violations == [])
        let row = try #require(evidence.status[offer.key])
        #expect(row.state == .succeeded)
        #expect(row.steps.map(\.stage.rawValue).firstIndex(of: "check-translations") == 2)
        #expect(row.steps[2].name(in: .english) == "Translations")
        #expect(row.steps[2].state == .complete)
        #expect(row.steps[2].notes == [Remark("images-already-there")])
        let certified = try #require(evidence.scheduled.first { $0.route.step == 3 })
        #expect(certified.facts["translations"] == "en", "its fact travels on")
        #expect(line.notices(offer.key) == ["preview-ready", "live"])
    }

    @Test func `A profile that names a stage without a worker is refused, with those that there are`() throws {
        let file = Fixtures.root.appending(path: "deploy/profiles/vm-2018.json")
        let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
            .replacing(#""stage": "certify""#, with: #""stage": "check-translations""#)
        let error = #expect(throws: PublishingProfile.Invalid.self) {
            try PublishingProfile(json: Array(text.utf8), file: "vm-2018.json")
        }
        let expected =
            "profile vm-2018.json: step 3 names the unknown stage \"check-translations\"; known are validate-"
        #expect(error?.description.hasPrefix(expected) == true)
    }
}
