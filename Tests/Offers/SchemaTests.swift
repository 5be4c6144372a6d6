import Foundation
import Offers
import Testing

/// The schemas are checked by python3-jsonschema (`schemas/check.py`), as Swift has no validator of its own.
struct Checker {
    let python: String

    init() throws {
        let candidates = ["/usr/bin/python3", "python3"]
        guard let python = try candidates.first(where: { try Self.run([$0, "-c", "import jsonschema"]).status == 0 })
        else {
            struct Missing: Error, CustomStringConvertible {
                let description = "no jsonschema for python3: apt-get install python3-jsonschema"
            }
            throw Missing()
        }
        self.python = python
    }

    /// What the checker says of files, by schema; empty where all hold.
    func mistakes(_ pairs: [(schema: String, file: String)]) throws -> String {
        let check = Repository.root.appending(path: "schemas/check.py").path
        let result = try Self.run([python, check] + pairs.flatMap { [$0.schema, $0.file] })
        return result.status == 0 ? "" : result.output.isEmpty ? "exit \(result.status)" : result.output
    }

    private static func run(_ command: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = command
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: text, as: UTF8.self))
    }
}

@Suite struct SchemaTests {
    private func path(_ file: String) -> String { Repository.root.appending(path: file).path }
    private func sample(_ name: String) throws -> [UInt8] { try Repository.bytes("schemas/samples/\(name).json") }
    private func event(_ name: String) throws -> Event { try Event(structured: sample(name)) }

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
        #expect(try Checker().mistakes(pairs) == "")
    }

    @Test(arguments: [("offer-vm-bad", 10), ("offer-container-bad", 8)])
    func `Bad samples break the schema in many places`(name: String, least: Int) throws {
        let said = try Checker().mistakes([("offer", path("schemas/samples/\(name).json"))])
        #expect(said.split(separator: "\n").count >= least, "\(said)")
    }

    @Test func `Our decoders read the samples`() throws {
        for name in ["command-publish", "command-go-live"] {
            #expect(try Command(event(name)).offer.description == "contoso/web-server")
        }
        let arrival = Arrival(
            topic: "offers.commands", partition: 0, offset: 1, partitions: 8, time: Timestamp(milliseconds: 0))
        for name in try Repository.files(in: "schemas/samples", ending: ".json")
        where name.hasPrefix("command-") || name.hasPrefix("offer-") {
            let bytes = try Repository.bytes("schemas/samples/\(name)")
            #expect(throws: Never.self, "\(name)") {
                try Command(Command.read(value: bytes, headers: [], key: nil, arrival: arrival))
            }
        }
        #expect(try RoutingSlip(event("step-scheduled")).stop.stage == .certify)
        for kind in ["started", "progressed", "completed", "rejected", "faulted", "waiting"] {
            #expect(try StepReport(event("outcome-\(kind)")).outcome.kind == kind)
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
        let slip = try RoutingSlip(event("step-scheduled"))
        let now = slip.event.time
        let command = Command(.publish, offer: slip.offer, id: "1", at: now, document: slip.event.data)
        try write("command", command.message.value)
        try write("step-event", slip.handedOn(at: now, adding: ["digest": "x"], source: "/offers/certify")?.value)
        let problem = Problem(at: "/listing/title", "title-too-long", "Long.", remedy: "Shorten it.")
        let outcomes: [Outcome] = [
            .started, .progressed(Progress(percent: 1)), .completed(Facts(["a": "b"])), .waiting(Facts()),
            .rejected([problem]), .faulted(Fault("region-away", "gone")),
        ]
        for outcome in outcomes {
            let report = StepReport(outcome, of: slip, began: now, at: now)
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
        #expect(try Checker().mistakes(pairs) == "")
    }
}
