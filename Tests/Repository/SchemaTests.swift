import Base
import Coordination
import Events
import Foundation
import JSON
import Offers
import TestSupport
import Testing

@Suite struct SchemaTests {
    private func path(_ file: String) -> String { Repository.root.appending(path: file).path }
    private func sample(_ name: String) throws -> [UInt8] { try Repository.bytes("schemas/samples/\(name).json") }

    /// Samples are named after their schemas: `step-result-waiting` is a `step-result`.
    private func schema(of sample: String) throws -> String {
        let schemas = try Repository.files(in: "schemas", ending: ".schema.json")
            .map { String($0.dropLast(".schema.json".count)) }
        return try #require(schemas.filter { sample.hasPrefix($0) }.max { $0.count < $1.count }, "\(sample)")
    }

    @Test func `Every good sample, profile and policy conforms to its schema`() throws {
        var pairs = [("policy", path("deploy/policy/policy.json")), ("command", path("schemas/samples/offer-vm.json"))]
        pairs.append(("regions", path("deploy/regions.json")))
        for name in try Repository.files(in: "schemas/samples", ending: ".json") where !name.hasSuffix("-bad.json") {
            pairs.append((try schema(of: name), path("schemas/samples/\(name)")))
        }
        for name in try Repository.files(in: "deploy/profiles", ending: ".json") {
            pairs.append(("profile", path("deploy/profiles/\(name)")))
        }
        #expect(pairs.count > 20)
        #expect(try SchemaChecker().mistakes(pairs) == "")
    }

    @Test(arguments: [("offer-vm-bad", 9), ("offer-container-bad", 7)])
    func `Bad samples break the schema in many places`(name: String, least: Int) throws {
        let output = try SchemaChecker().mistakes([("offer", path("schemas/samples/\(name).json"))])
        #expect(output.split(separator: "\n").count >= least, "\(output)")
    }

    @Test(arguments: [
        ("scheduled-step", ScheduledStep.self as any JSONValue.Type), ("status-record", StatusRecord.self),
        ("history-entry", HistoryEntry.self), ("ticket", Ticket.self), ("process", PublishingProfile.self),
        ("problem", Problem.self), ("control", CloudEvent.self), ("audit-entry", CloudEvent.self),
        ("preview-link", PreviewLink.self), ("session", SessionRecord.self), ("command-publish", CloudEvent.self),
        ("command-go-live", CloudEvent.self),
    ])
    func `A sample is what the program writes after it has read it`(name: String, type: any JSONValue.Type) throws {
        let bytes = try sample(name)
        #expect(try JSONNode(type.init(json: bytes).json) == JSONNode(bytes))
    }

    @Test(arguments: Outcome.Kind.allCases)
    func `The sample of a step's result is what the program writes after it has read it`(kind: Outcome.Kind) throws {
        let bytes = try sample("step-result-\(kind.rawValue)")
        let result = try StepResult(json: bytes)
        #expect(result.outcome.kind == kind)
        #expect(try JSONNode(result.json) == JSONNode(bytes))
    }

    @Test func `The coordinator reads the commands among the samples`() throws {
        let metadata = RecordMetadata(
            topic: "offers.commands", partition: 0, offset: 1, partitions: 8, time: Timestamp(milliseconds: 0))
        let names = try Repository.files(in: "schemas/samples", ending: ".json")
            .filter { $0.hasPrefix("command-") || $0.hasPrefix("offer-") }
        #expect(names.count > 7)
        for name in names {
            let bytes = try Repository.bytes("schemas/samples/\(name)")
            #expect(throws: Never.self, "\(name)") {
                try Command(Command.read(value: bytes, headers: [], key: nil, metadata: metadata).event)
            }
        }
    }

    @Test func `The samples are of one submission, which follows the process of the samples`() throws {
        let process = PublishingProcess(try PublishingProfile(json: sample("process")))
        var status = try StatusRecord(json: sample("status-record")).status
        let isKnown = status.resolve(ProcessCatalog([process.profile]))
        #expect(isKnown)
        #expect(status.steps.map(\.state).prefix(4) == [.complete, .complete, .rejected, .notStarted])
        let entry = try HistoryEntry(json: sample("history-entry")).transition
        #expect(entry.kind == .stepRejected && entry.process == process.reference)
        let step = try ScheduledStep(json: sample("scheduled-step"))
        #expect(step.stop.stage == .certify && step.process == process.reference)
        #expect(step.submission == status.submissionID)
    }

    @Test func `What the program writes conforms to the schemas`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "schemas-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var pairs: [(String, String)] = []
        func write(_ schema: String, _ bytes: [UInt8]?) throws {
            let file = folder.appending(path: "\(pairs.count).json")
            try Data(#require(bytes)).write(to: file)
            pairs.append((schema, file.path))
        }
        let step = try ScheduledStep(json: sample("scheduled-step"))
        let now = step.envelope.time
        let command = Command(.publish, offer: step.key, id: "1", at: now, document: step.offer.bytes)
        try write("command", command.message.value)
        try write("scheduled-step", step.handedOff(at: now, adding: ["a": "b"], source: "/offers/certify")?.value)
        for name in try Repository.files(in: "deploy/profiles", ending: ".json") {
            let profile = try PublishingProfile(json: Repository.bytes("deploy/profiles/\(name)"), file: name)
            try write("process", profile.json)
            try write("profile", profile.json)
        }
        let pause = Controls.Pause(since: now)
        try write("control", Controls.message(.pipeline, pause, id: "1", source: "/offers/client").value)
        try write("control", Controls.quarantine(of: "t/0@1", crashes: 2, at: now, source: "/offers/certify").value)
        let status = OfferStatus(step.key, at: now)
        try write("status-record", StatusRecord(status, cause: "1", source: "/offers/offer-coordinator").message.value)
        var refused = Transition(.commandRefused, of: status, by: Actor(.operator), cause: "1", at: now)
        refused.command = .approve
        refused.refusal = Refusal.neverPublished.remark
        try write("history-entry", HistoryEntry(refused, trace: nil, source: "/offers/offer-coordinator").message.value)
        #expect(try SchemaChecker().mistakes(pairs) == "")
    }

    @Test func `A record with a member of the wrong kind breaks its schema`() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "schema-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        let text = String(decoding: try sample("status-record"), as: UTF8.self)
        let broken = text.replacing("\"state\": \"Rejected\"", with: "\"state\": \"Rotten\"")
            .replacing("offers.status.changed.v1", with: "offers.status.changed.v2")
        try Data(broken.utf8).write(to: file)
        let output = try SchemaChecker().mistakes([("status-record", file.path)])
        #expect(output.contains("/data/steps/2/state: ") && output.contains("/type: "), "\(output)")
    }
}
