import Base
import Events
import Foundation
import JSON
import Offers
import Testing

@testable import Stages

@Suite struct ValidatePrerequisitesTests {
    private func job(_ draft: Draft, _ change: (inout ScheduledStep) -> Void = { _ in }) throws -> StageJob {
        var step = try scheduled(draft.bytes(), of: "contoso/web-server", at: .validatePrerequisites)
        change(&step)
        return StageJob(step: step, now: draft.check.now)
    }

    private func work() throws -> ValidatePrerequisites {
        try ValidatePrerequisites(
            Settings(["policy": Draft.root.appending(path: "deploy/policy/policy.json").path, "file-roots": "/a:/b"]))
    }

    @Test func `A good offer completes the stage`() async throws {
        #expect(try await work().perform(job(Draft())) == .completed())
    }

    @Test func `Later stages hear the address of the standard contract, for offers that are sold under it`()
        async throws
    {
        var draft = try Draft()
        draft.set("/listing/standardContract", true)
        draft.set("/listing/termsOfUse", nil)
        let address = try #require(draft.check.policy.standardContract).url
        #expect(address.hasPrefix("https://"))
        #expect(
            try await work().perform(job(draft)) == .completed(StepOutputs([Fact.standardContract: address])))
        draft.set("/listing/standardContract", false)
        draft.set("/listing/termsOfUse", "Use it.")
        #expect(try await work().perform(job(draft)) == .completed())
    }

    @Test func `What the scheduled step demands is checked`() async throws {
        var draft = try Draft()
        draft.set("/notifications", nil)
        draft.set("/media/logos/40x40", "file:///b/logo.png")
        let demanding = try job(draft) {
            $0.requiresAddress = true
            $0.allowList = "x=csp"
            $0.liveTerms = "virtual-machine gone:free::"
        }
        guard case .rejected(let problems) = try await work().perform(demanding) else {
            Issue.record("an offer with problems passed")
            return
        }
        #expect(
            Set(problems.map(\.code)) == [
                "notification-address-missing", "guid-malformed", "subscription-type-refused", "live-plan-removed",
            ])
        #expect(problems.contains { $0.message(in: .japanese) == "「x」は有効な GUID ではありません。" })
    }

    @Test func `Live terms that cannot be read are poison, never passed over`() async throws {
        let work = try work()
        let job = try job(Draft()) { $0.liveTerms = "virtual-machine a:b" }
        await #expect(throws: Poison.self) { try await work.perform(job) }
    }

    @Test func `A setting that cannot be used ends the program with a clear line`() throws {
        #expect(throws: Settings.Wrong.self) { try ValidatePrerequisites(Settings([:])) }
        let error = #expect(throws: Settings.Wrong.self) {
            try ValidatePrerequisites(Settings(["policy": "/no/such/file"]))
        }
        #expect(error?.description == "--policy /no/such/file: the file cannot be read")
    }
}
