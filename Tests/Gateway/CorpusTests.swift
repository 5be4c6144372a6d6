// Three ways in, one answer: the rules that `offerctl lint` applies, a record on the commands topic with the validation stage
// behind it, and the API.

import Base
import Events
import JSON
import Offers
import Stages
import TestSupport
import Testing
import Validation

@testable import Gateway

@Suite struct CorpusTests {
    static let now = Timestamp("2026-11-21T09:00:00Z") ?? Timestamp(milliseconds: 0)

    @Test func `The corpus is there`() {
        #expect(CorpusCase.offers.count >= 60)
        #expect(CorpusCase.portal.count >= 45)
    }

    // MARK: Our form

    private func check() throws -> OfferCheck {
        OfferCheck(
            policy: try Policy(json: Repository.bytes("deploy/policy/policy.json"), file: "policy"), now: Self.now)
    }

    @Test(arguments: CorpusCase.offers)
    func `Lint says of a document what it should`(_ one: CorpusCase) throws {
        let findings = try check().findings(in: one.bytes)
        #expect(findings.problems.map { "\($0.pointer) \($0.code)" }.sorted() == one.problems)
        #expect(findings.warnings.map { "\($0.pointer) \($0.code)" }.sorted() == one.warnings)
        for problem in findings.problems + findings.warnings {
            #expect(!problem.message(in: .english).contains("problem."), "\(problem.code)")
            #expect(!problem.remedy(in: .japanese).contains("remedy."), "\(problem.code)")
        }
        if findings.problems.isEmpty { _ = try OfferDocument(one.bytes) }
    }

    /// A record that is not JSON at all is a dead letter; what the coordinator takes, the stage judges.
    @Test(arguments: CorpusCase.offers)
    func `The pipeline says of a document what lint says`(_ one: CorpusCase) async throws {
        let metadata = RecordMetadata(topic: "offers.commands", partition: 0, offset: 0, partitions: 1, time: Self.now)
        let read: Command.Read
        do { read = try Command.read(value: one.bytes, headers: [], key: nil, metadata: metadata) } catch {
            #expect(one.problems == [" not-json"], "\(error)")
            return
        }
        let problems = try await problems(of: read.event.data)
        #expect(problems == one.problems)
    }

    private func problems(of document: [UInt8]) async throws -> [String] {
        let policy = Repository.root.appending(path: "deploy/policy/policy.json").path
        let work = try ValidatePrerequisites(Settings(["policy": policy]))
        var step = ScheduledStep()
        step.offer = RawJSON(document)
        switch try await work.perform(StageJob(step: step, now: Self.now)) {
        case .rejected(let problems): return problems.map { "\($0.pointer) \($0.code)" }.sorted()
        default: return []
        }
    }

    @Test(arguments: CorpusCase.offers)
    func `The API says of a document that came by Kafka what lint says`(_ one: CorpusCase) throws {
        let fixture = try GatewayFixture()
        guard let bytes = try? RawJSON(json: one.bytes).bytes else { return #expect(one.problems == [" not-json"]) }
        let command = Command(.publish, offer: GatewayFixture.web, id: "c", at: Self.now, document: bytes)
        try fixture.setStatus { $0.state = .succeeded }
        fixture.keep(command)
        let answer = fixture.call("POST", "/publish")
        // What the coordinator would not take was never published.
        if one.problems == [" not-json"], Self.problems(answer.node).isEmpty { return #expect(answer.status >= 400) }
        #expect(Self.problems(answer.node) == one.problems, "\(answer.text)")
    }

    // MARK: The portal's form

    private static func problems(_ answer: JSONNode, _ severity: String = "error") -> [String] {
        let details =
            (answer.at(["error", "details"])?.items ?? []) + (answer["problems"]?.items ?? [])
            + (answer["warnings"]?.items ?? [])
        return details.filter { $0["severity"]?.text == severity }
            .map { "\($0["target"]?.text ?? "") \($0["code"]?.text ?? "")" }.sorted()
    }

    @Test(arguments: CorpusCase.portal)
    func `A portal document is published whole or refused, and kept in any case`(_ one: CorpusCase) async throws {
        let fixture = try GatewayFixture()
        let answer = fixture.call("PUT", match: "*", body: one.bytes)
        #expect(Self.problems(answer.node) == one.problems, "\(answer.text)")
        #expect(Self.problems(answer.node, "warning") == one.warnings)
        guard one.problems.isEmpty else {
            // A mask has no secret behind it here, and without a type nothing can be said of a document.
            let isKept = !one.problems.contains { $0.hasSuffix(" secret-masked") || $0.hasPrefix("offerTypeId ") }
            #expect(answer.status == (isKept ? 201 : 422))
            #expect(fixture.call("POST", "/publish").status == (isKept ? 422 : 404))
            return
        }
        #expect(answer.status == 201)
        #expect(fixture.call("POST", "/publish").status == 202)
        let document = try #require(fixture.commands.first).event.data
        #expect(try await problems(of: document) == [])
        _ = try OfferDocument(document)
        // What goes to the pipeline, written as a portal document, means the same again.
        let ours = try JSONNode(document)
        let portal = PortalDocument.toPortal(ours, key: GatewayFixture.web, type: .virtualMachine)
        let again = PortalTranslation(portal, key: GatewayFixture.web, version: 1)
        #expect(again.problems.map(\.problem.code) == [])
        #expect(
            String(decoding: again.ours.canonical, as: UTF8.self) == String(decoding: ours.canonical, as: UTF8.self))
    }
}
