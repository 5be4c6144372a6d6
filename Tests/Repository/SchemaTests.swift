import Base
import Events
import Foundation
import JSON
import Localization
import Offers
import TestSupport
import Testing

@Suite struct SchemaTests {
    private func path(_ file: String) -> String { Repository.root.appending(path: file).path }
    private func sample(_ name: String) throws -> [UInt8] { try Repository.bytes("schemas/samples/\(name).json") }
    private func event(_ name: String) throws -> CloudEvent { try CloudEvent(structured: sample(name)) }

    /// Which schema a sample belongs to, by the beginning of its name.
    private static let schemas = [
        "offer-": "offer", "command-": "command", "outcome-": "outcome-event", "step-": "step-event",
        "status": "status", "transition": "transition", "preview": "preview", "catalogue": "catalogue",
        "control": "control",
        "draft": "draft", "ticket": "ticket", "dead-letter-headers": "dead-letter-headers",
        "notification-headers": "notification-headers",
    ]

    @Test func `Every good sample, profile and policy holds to its schema`() throws {
        var pairs = [("policy", path("deploy/policy/policy.json")), ("command", path("schemas/samples/offer-vm.json"))]
        pairs.append(("regions", path("deploy/regions.json")))
        for name in try Repository.files(in: "schemas/samples", ending: ".json") where !name.hasSuffix("-bad.json") {
            let schema = try #require(Self.schemas.first { name.hasPrefix($0.key) }?.value, "\(name)")
            pairs.append((schema, path("schemas/samples/\(name)")))
        }
        for name in try Repository.files(in: "deploy/profiles", ending: ".json") {
            pairs.append(("profile", path("deploy/profiles/\(name)")))
        }
        #expect(pairs.count > 20)
        #expect(try SchemaChecker().mistakes(pairs) == "")
    }

    @Test(arguments: [("offer-vm-bad", 10), ("offer-container-bad", 8)])
    func `Bad samples break the schema in many places`(name: String, least: Int) throws {
        let said = try SchemaChecker().mistakes([("offer", path("schemas/samples/\(name).json"))])
        #expect(said.split(separator: "\n").count >= least, "\(said)")
    }

    @Test func `Our decoders read the samples`() throws {
        for name in ["command-publish", "command-go-live"] {
            #expect(try Command(event(name)).offer.description == "contoso/web-server")
        }
        let arrival = RecordMetadata(
            topic: "offers.commands", partition: 0, offset: 1, partitions: 8, time: Timestamp(milliseconds: 0))
        for name in try Repository.files(in: "schemas/samples", ending: ".json")
        where name.hasPrefix("command-") || name.hasPrefix("offer-") {
            let bytes = try Repository.bytes("schemas/samples/\(name)")
            #expect(throws: Never.self, "\(name)") {
                try Command(Command.read(value: bytes, headers: [], key: nil, arrival: arrival))
            }
        }
        #expect(try ScheduledStep(event("step-scheduled")).stop.stage == .certify)
        for kind in ["started", "progressed", "completed", "rejected", "faulted", "waiting"] {
            #expect(try StepResult(event("outcome-\(kind)")).outcome.kind == kind)
        }
        let status = try JSONDecoder().decode(OfferStatus.self, from: Data(sample("status")))
        #expect(status.steps.map(\.state) == [.complete, .skipped, .rejected, .notStarted])
        let transition = try JSONDecoder().decode(Transition.self, from: Data(sample("transition")))
        #expect(transition.kind == .stepRejected)
    }

    @Test func `What our encoders write holds to the schemas`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "schemas-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var pairs: [(String, String)] = []
        func write(_ schema: String, _ bytes: [UInt8]?) throws {
            let file = folder.appending(path: "\(pairs.count).json")
            try Data(#require(bytes)).write(to: file)
            pairs.append((schema, file.path))
        }
        let slip = try ScheduledStep(event("step-scheduled"))
        let now = slip.event.time
        let command = Command(.publish, offer: slip.offer, id: "1", at: now, document: slip.event.data)
        try write("command", command.message.value)
        try write("step-event", slip.handedOn(at: now, adding: ["digest": "x"], source: "/offers/certify")?.value)
        let problem = Problem(at: "/listing/title", "title-too-long", ["value": "60", "most": "50"])
        let outcomes: [Outcome] = [
            .started, .progressed(Progress(percent: 1)),
            .completed(StepOutputs(["a": "b"], notes: [Remark("lead-taken", ["lead": "x"])])), .waiting(StepOutputs()),
            .rejected([problem]), .faulted(Fault("region-away", "gone")),
        ]
        for outcome in outcomes {
            let report = StepResult(outcome, of: slip, began: now, at: now)
            try write("outcome-event", report.message(source: "/offers/certify").value)
        }
        var status = OfferStatus(slip.offer, at: now)
        try write("status", wire(status))
        let profile = try PublishingProfile(
            json: Data(Repository.bytes("deploy/profiles/vm-2018.json")), file: "vm-2018.json")
        status.steps = profile.steps.map { StepStatus($0, language: .japanese, state: .notStarted) }
        status.currentStep = 0
        status.submission = slip.submission.description
        try write("status", wire(status))
        try write("transition", wire(Transition(.stepStarted, of: status, by: "certify", cause: "x", at: now)))
        try write("profile", wire(profile))
        try write("policy", wire(Policy(json: Repository.bytes("deploy/policy/policy.json"), file: "policy.json")))
        try write("problem", wire(problem))
        #expect(try SchemaChecker().mistakes(pairs) == "")
    }
}
