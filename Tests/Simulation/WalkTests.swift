import Base
import Events
import Offers
import SimulationHarness
import Testing

/// The ways of an offer, from a bare document on the commands topic to the mail that says it is live.
struct WalkTests {
    /// Runs until people are needed, then holds the rules.
    private func settled(_ line: SimulatedPipeline) throws -> Evidence {
        try line.settle()
        let evidence = try Evidence(line)
        #expect(Invariants(evidence: evidence).violations == [])
        return evidence
    }

    private func stages(_ evidence: Evidence) -> [String] {
        evidence.outcomes.compactMap { $0["stage"] }.reduce(into: []) { if $0.last != $1 { $0.append($1) } }
    }

    @Test func `A virtual machine goes from a bare document to live`() throws {
        let line = try SimulatedPipeline()
        let offer = try SampleOffer("web-vm")
        line.publish(offer)
        var now = try settled(line)
        var row = try #require(now.status[offer.key])
        #expect(row.state == .waitingForPublisherReview)
        #expect(row.label(in: .english) == "Available in preview")
        #expect(row.submission == "contoso/web-vm/1")
        #expect(row.previewLinks == ["http://localhost:8080/preview/contoso/web-vm"])
        #expect(row.canCancel)
        #expect(row.steps.prefix(5).allSatisfy { $0.state == .complete })
        #expect(line.notices(offer.key) == ["preview-ready"])
        #expect(now.preview.keys.sorted() == ["contoso/web-vm"])
        #expect(now.catalog.isEmpty)

        line.command(.goLive, offer.key)
        now = try settled(line)
        row = try #require(now.status[offer.key])
        #expect(row.state == .succeeded)
        #expect(row.steps.allSatisfy { $0.state == .complete })
        #expect(row.liveLinks == ["http://localhost:8080/marketplace/contoso/web-vm"])
        #expect(row.previewLinks == [])
        #expect(line.notices(offer.key) == ["preview-ready", "live"])
        #expect(now.preview.isEmpty)
        #expect(now.catalog.keys.sorted() == ["contoso/web-vm"])
        #expect(
            stages(now) == [
                "validate-prerequisites", "validate-test-drive", "certify", "provision-preview", "package",
                "publisher-sign-off", "provision-production", "go-live",
            ])
    }

    @Test func `Without a test drive its step is skipped and its worker never asked`() throws {
        let line = try SimulatedPipeline()
        let offer = try SampleOffer("web-vm", changes: SampleOffer.noTestDrive)
        line.publish(offer)
        let now = try settled(line)
        #expect(now.status[offer.key]?.steps[1].state == .skipped)
        #expect(line.broker.records(of: .stage(.validateTestDrive)).isEmpty)
        #expect(now.status[offer.key]?.state == .waitingForPublisherReview)
    }

    @Test func `A rejected offer gets one mail with all problems, and after the fix starts at step 1`() throws {
        let line = try SimulatedPipeline()
        let offer = try SampleOffer("web-vm", changes: SampleOffer.broken)
        line.publish(offer)
        var now = try settled(line)
        let problems = try #require(now.status[offer.key]?.steps[0].problems)
        #expect(now.status[offer.key]?.state == .failed)
        #expect(
            problems.map(\.pointer).sorted() == [
                "/contacts/engineering/email", "/listing/privacyPolicyUrl", "/listing/title",
            ])
        #expect(line.notices(offer.key) == ["rejected"])
        let mail = String(decoding: try #require(now.mails.first).bytes, as: UTF8.self).replacing("=\r\n", with: "")
        for problem in problems { #expect(mail.contains(problem.pointer)) }

        line.publish(try SampleOffer("web-vm"))
        now = try settled(line)
        let second = try #require(now.history[offer.key]).map(\.transition).filter { $0.submission?.last == "2" }
        #expect(second.first?.kind == .submitted)
        #expect(second.first?.step?.number == 1)
        #expect(now.status[offer.key]?.state == .waitingForPublisherReview)
        #expect(line.notices(offer.key) == ["rejected", "preview-ready"])
    }

    @Test func `Cancel before sign-off is refused with the reason, and at sign-off takes the preview away`() throws {
        let line = try SimulatedPipeline(
            Script { $0.stop.stage == .certify && $0.attempt == 1 ? .fail(times: 9) : .complete })
        let offer = try SampleOffer("web-vm")
        line.publish(offer)
        _ = try settled(line)
        line.command(.cancel, offer.key)
        var now = try settled(line)
        #expect(now.status[offer.key]?.answer?.refusal == Refusal.cancelOnlyAtSignOff.remark)
        #expect(line.notices(offer.key) == ["delayed", "step-blocked", "refused"])

        line.command(.resume, offer.key)
        now = try settled(line)
        #expect(now.preview.count == 1)
        line.command(.cancel, offer.key)
        now = try settled(line)
        #expect(now.status[offer.key]?.state == .canceled)
        #expect(now.status[offer.key]?.currentStep == 0)
        #expect(now.preview.isEmpty)
        #expect(line.notices(offer.key).suffix(2) == ["preview-ready", "canceled"])

        line.command(.goLive, offer.key)
        now = try settled(line)
        #expect(now.status[offer.key]?.answer?.code == "not-running")
    }

    @Test func `An offer that was live goes live again, and the catalog has the newer one`() throws {
        let line = try SimulatedPipeline()
        let offer = try SampleOffer("web-vm")
        for number in 1...2 {
            line.publish(offer)
            _ = try settled(line)
            line.command(.goLive, offer.key)
            let now = try settled(line)
            #expect(now.catalog["contoso/web-vm"]?.integer("submission") == number)
        }
        #expect(line.notices(offer.key) == ["preview-ready", "live", "preview-ready", "live"])
    }

    @Test(arguments: [
        ("vm-2018", "vm", "Available in preview"), ("vm-2017", "vm", "Available in preview"),
        ("vm-staging-2016", "vm", "Staged"), ("container-2018", "container", "Disponible en version préliminaire"),
    ])
    func `Every process that ships walks to live`(profile: String, sample: String, label: String) throws {
        let line = try SimulatedPipeline()
        let offer = try SampleOffer("web", sample: sample)
        var command = Command(.publish, offer: offer.key, id: "p", at: line.clock.now, document: offer.document)
        command.event[Command.Name.profile] = profile
        line.broker.append(command.message)
        var now = try settled(line)
        #expect(now.status[offer.key]?.profile == profile)
        #expect(now.status[offer.key].flatMap { $0.label(in: $0.language) } == label)
        line.command(.goLive, offer.key)
        now = try settled(line)
        if profile == "vm-staging-2016" {
            #expect(now.status[offer.key]?.steps[4].state == .waitingForApproval)
            #expect(line.notices(offer.key) == ["preview-ready", "approval-asked"])
            line.command(.cancel, offer.key)
            _ = try settled(line)
            line.command(.approve, offer.key)
            now = try settled(line)
        }
        #expect(now.status[offer.key]?.state == .succeeded)
        #expect(line.notices(offer.key).last == "live")
        #expect(now.catalog.count == 1)
    }

    @Test func `An approval that is refused ends the submission and takes its preview away`() throws {
        let line = try SimulatedPipeline()
        let offer = try SampleOffer("web")
        var command = Command(.publish, offer: offer.key, id: "p", at: line.clock.now, document: offer.document)
        command.event[Command.Name.profile] = "vm-staging-2016"
        line.broker.append(command.message)
        _ = try settled(line)
        line.command(.goLive, offer.key)
        _ = try settled(line)
        line.command(.reject, offer.key)
        let now = try settled(line)
        #expect(now.status[offer.key]?.state == .failed)
        #expect(now.preview.isEmpty)
        #expect(line.notices(offer.key) == ["preview-ready", "approval-asked", "rejected"])
    }

    @Test func `A step that asks for an approval continues with its facts when it comes`() throws {
        var profile = try #require(try Fixtures.shippedProfiles()["vm-2018"])
        profile.steps[2].approval = true
        let line = try SimulatedPipeline(profiles: [profile.name: profile])
        let offer = try SampleOffer("web")
        line.publish(offer)
        var now = try settled(line)
        #expect(now.status[offer.key]?.steps[2].state == .waitingForApproval)
        #expect(line.broker.records(of: .stage(.provisionPreview)).isEmpty, "nobody hands off without it")
        #expect(line.notices(offer.key) == ["approval-asked"])
        line.command(.approve, offer.key)
        now = try settled(line)
        #expect(now.status[offer.key]?.state == .waitingForPublisherReview)
        #expect(now.awaiting["contoso/web"]?.facts["images"] != nil)
    }

    @Test func `What a stage rejects behind sign-off takes the preview away as well`() throws {
        let line = try SimulatedPipeline(
            Script { $0.stop.stage == .provisionProduction ? .reject(problems: 2) : .complete })
        let offer = try SampleOffer("web")
        line.publish(offer)
        _ = try settled(line)
        line.command(.goLive, offer.key)
        let now = try settled(line)
        #expect(now.status[offer.key]?.state == .failed)
        #expect(now.preview.isEmpty)
        #expect(now.catalog.isEmpty)
    }
}
