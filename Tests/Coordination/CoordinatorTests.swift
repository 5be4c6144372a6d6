// The coordinator's edge: what comes in as records goes out as messages to the right topics.

import Base
import Events
import Foundation
import JSON
import Localization
import Offers
import Testing

@testable import Coordination

private let document = Array(
    #"""
    {"publisher":"acme","offer":"web","type":"virtual-machine","version":"1.0.0","listing":{"title":"Web server"},
     "notifications":{"emails":["doc@acme.example"],"language":"fr"},"testDrive":{"enabled":true},  "plans":[]}
    """#.utf8)

@Suite struct CoordinatorTests {
    /// The coordinator with the rows it would have, as the runtime keeps them.
    struct Desk {
        var coordinator: Coordinator
        var rows: [Topic: [UInt8]] = [:]

        init(_ profiles: [PublishingProfile] = [vm2018()]) throws {
            coordinator = try Coordinator(profiles: Dictionary(uniqueKeysWithValues: profiles.map { ($0.name, $0) }))
        }

        var status: OfferStatus? { rows[.status].flatMap { try? StatusCodec.status(of: $0) } }

        func arrival(_ topic: Topic) -> RecordMetadata {
            let home = Partitioner.partition(of: offer.bytes, count: 8)
            return RecordMetadata(topic: topic.name, partition: home, offset: 7, partitions: 8, time: morning)
        }

        mutating func take(_ message: Message, now: Timestamp = morning) throws -> [Message] {
            let place = arrival(message.topic)
            let event = try coordinator.read(
                value: message.value ?? [], headers: message.headers, key: message.key, arrival: place)
            let messages = try coordinator.react(to: event, arrival: place, rows: Rows(rows), now: now)
            for message in messages where coordinator.tables.contains(message.topic) {
                rows[message.topic] = message.value
            }
            return messages
        }

        @discardableResult
        mutating func publish(_ change: (inout Command) -> Void = { _ in }) throws -> [Message] {
            var command = Command(.publish, offer: offer, id: "publish-\(rows.count)", at: morning, document: document)
            change(&command)
            return try take(command.message)
        }

        @discardableResult
        mutating func say(_ outcome: Outcome, _ step: Int) throws -> [Message] {
            try take(report(outcome, step).message(source: "/offers/test"))
        }
    }

    static func topics(_ messages: [Message]) -> [String] { messages.map(\.topic.name) }

    @Test func `A bare document starts a submission: stage event, history, status, in this order`() throws {
        var desk = try Desk()
        let messages = try desk.take(Message(topic: .commands, key: nil, value: document))
        #expect(
            Self.topics(messages) == ["offers.stage.validate-prerequisites", "offers.history", "offers.status"])
        #expect(messages.allSatisfy { $0.key == offer.bytes })
        let slip = try ScheduledStep(CloudEvent(structured: try #require(messages[0].value)))
        #expect(slip.event.data == document, "the document goes on byte for byte")
        #expect(slip.event.id == "acme/web/1/0-validate-prerequisites/1/scheduled")
        #expect(slip.route.stops.count == 8)
        #expect(slip.language == .french)
        #expect(slip.event["profile"] == "vm-2018")
        #expect(slip.event["notify"] == "doc@acme.example")
        #expect(slip.event["requires"] == nil)
        #expect(desk.status?.steps.first?.name == "Étape validate-prerequisites")
        #expect(try desk.take(Message(topic: .commands, key: nil, value: document)) == [], "read twice, done once")
    }

    @Test func `The command's addresses and allow-list win over the document's`() throws {
        var desk = try Desk([vm2018(approvals: [Place.preview, Place.signOff], requiresAddress: true)])
        let messages = try desk.publish { command in
            command.event["notify"] = "one@acme.example, two@acme.example"
            command.event["allowlist"] = "6d1d1a8e-0000-4000-8000-000000000001=enterprise"
        }
        let slip = try ScheduledStep(CloudEvent(structured: try #require(messages[0].value)))
        #expect(slip.event["notify"] == "one@acme.example,two@acme.example")
        #expect(slip.event["allowlist"] == "6d1d1a8e-0000-4000-8000-000000000001=enterprise")
        #expect(slip.event["requires"] == "notification-address approval:3")
        #expect(desk.status?.notify == ["one@acme.example", "two@acme.example"])
    }

    @Test func `A publisher cannot put facts of ours on the slip`() throws {
        var desk = try Desk()
        let messages = try desk.publish { command in
            for name in ["certifieddigest", "certifiedby", "liveterms", "requires", "anything"] {
                command.event[name] = "forged"
            }
        }
        let slip = try ScheduledStep(CloudEvent(structured: try #require(messages[0].value)))
        for name in ["certifieddigest", "certifiedby", "liveterms", "requires", "anything"] {
            #expect(slip.event[name] == nil)
        }
    }

    @Test func `What certified and what went live is on the next submission's slip`() throws {
        var desk = try Desk()
        try desk.publish()
        for step in 0..<Place.signOff {
            try desk.say(.completed(StepOutputs(step == Place.certify ? ["certifieddigest": "abc"] : [:])), step)
        }
        try desk.say(.waiting(StepOutputs()), Place.signOff)
        let goLive = Command(.goLive, offer: offer, id: "go", at: morning)
        let decided = try desk.take(goLive.message)
        let approved = try CloudEvent(structured: try #require(decided[0].value))
        #expect(decided[0].topic == .stage(.publisherSignOff))
        #expect(approved.type == .signOffApproved)
        #expect(approved.id == "acme/web/1/sign-off/approved")
        #expect(approved["submission"] == "acme/web/1")
        #expect(approved["command"] == "go")
        try desk.say(.completed(StepOutputs()), Place.production)
        let live = try desk.say(.completed(StepOutputs(["liveterms": "byol/1"])), Place.live)
        #expect(try CloudEvent(structured: try #require(live[0].value)).type == .signOffWithdrawn)
        #expect(desk.status?.state == .succeeded)
        let again = try desk.publish { $0.event.id = "again" }
        let slip = try ScheduledStep(CloudEvent(structured: try #require(again[0].value)))
        #expect(slip.submission.number == 2)
        #expect(slip.event["certifieddigest"] == "abc")
        #expect(slip.event["certifiedby"] == "acme/web/1")
        #expect(slip.event["liveterms"] == "byol/1")
    }

    @Test func `A command on another offer's partition goes home unlooked-at, with its id`() throws {
        let desk = try Desk()
        var arrival = desk.arrival(.commands)
        arrival.partition = (arrival.partition + 1) % 8
        let event = try desk.coordinator.read(value: document, headers: [], key: nil, arrival: arrival)
        let messages = try desk.coordinator.react(to: event, arrival: arrival, rows: Rows([:]), now: morning)
        #expect(messages == [Message(topic: .commands, event: event)])
        #expect(messages[0].key == offer.bytes)
        #expect(event.id == "offers.commands/\(arrival.partition)/7")
        var home = desk
        #expect(Self.topics(try home.take(messages[0])).last == "offers.status")
        #expect(home.status?.memory.commands == [event.id])
    }

    @Test func `A blocked submission's event is kept, and sent again when it is resumed`() throws {
        var desk = try Desk()
        let first = try desk.publish()
        let scheduled = try CloudEvent(structured: try #require(first[0].value))
        let fault = StepResult(
            .faulted(Fault("scanner-away", "away")), of: try ScheduledStep(scheduled), began: morning, at: morning)
        let blocked = try desk.take(fault.message(source: "/offers/test"))
        #expect(Self.topics(blocked) == ["offers.blocked", "offers.history", "offers.status"])
        #expect(desk.rows[.blocked] == scheduled.structured())
        let resumed = try desk.take(Command(.resume, offer: offer, id: "resume", at: morning).message)
        #expect(
            Self.topics(resumed) == [
                "offers.stage.validate-prerequisites", "offers.blocked", "offers.history", "offers.status",
            ])
        #expect(resumed[1].value == nil)
        let again = try ScheduledStep(CloudEvent(structured: try #require(resumed[0].value)))
        #expect(again.attempt == 2)
        #expect(again.event.data == document)
    }

    @Test func `An approved step is handed on from what was kept of it`() throws {
        var desk = try Desk([vm2018(approvals: [Place.validate])])
        let first = try desk.publish()
        let slip = try ScheduledStep(CloudEvent(structured: try #require(first[0].value)))
        #expect(slip.needsApproval)
        let done = StepResult(.waiting(StepOutputs(["checked": "yes"])), of: slip, began: morning, at: morning)
        try _ = desk.take(done.message(source: "/offers/test"))
        let approved = try desk.take(Command(.approve, offer: offer, id: "ok", at: morning).message)
        #expect(
            Self.topics(approved) == [
                "offers.stage.validate-test-drive", "offers.blocked", "offers.history", "offers.history",
                "offers.status",
            ])
        let next = try ScheduledStep(CloudEvent(structured: try #require(approved[0].value)))
        #expect(next.stop.step == Place.testDrive)
        #expect(next.event["checked"] == "yes")
        #expect(next.event.data == document)
    }

    @Test func `An unknown process is refused where its publisher hears of it`() throws {
        var desk = try Desk()
        let messages = try desk.publish { $0.event["profile"] = "vm-1999" }
        #expect(Self.topics(messages) == ["offers.history", "offers.status"])
        #expect(desk.status?.state == .neverPublished)
        #expect(desk.status?.title == "Web server")
        #expect(desk.status?.answer?.code == "unknown-profile")
        let event = try CloudEvent(structured: try #require(messages[0].value))
        let transition = try JSONDecoder().decode(Transition.self, from: Data(event.data))
        #expect(transition.kind == .commandRefused)
        #expect(transition.command == "publish")
        #expect(transition.notify == ["doc@acme.example"])
        #expect(transition.language == .french)
        #expect(
            transition.reason
                == "Il n'existe pas de processus de publication « vm-1999 ». Sont connus vm-2018.")
    }

    @Test func `A named process wins over the offer type's own`() throws {
        var other = vm2018(name: "vm-short", stages: [.certify, .publisherSignOff, .goLive])
        other.defaultFor = []
        var desk = try Desk([vm2018(), other])
        let messages = try desk.publish { $0.event["profile"] = "vm-short" }
        #expect(messages[0].topic == .stage(.certify))
        #expect(desk.status?.profile == "vm-short")
    }

    @Test func `Two defaults for one offer type are refused at the start`() {
        #expect(
            throws: Settings.Wrong(
                "profiles a and b are both the default for virtual-machine: take it out of \"defaultFor\" of one")
        ) {
            try Coordinator(profiles: ["a": vm2018(name: "a"), "b": vm2018(name: "b")])
        }
        #expect(
            throws: Settings.Wrong(
                "--profiles is missing: the folder of the publishing processes, e.g. deploy/profiles "
                    + "(or set OFFERS_PROFILES)")
        ) { try Coordinator(Settings([:])) }
    }

    @Test func `Profiles are read from the folder the setting names`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "profiles-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(wire(vm2018(name: "vm-mine"))).write(to: folder.appending(path: "vm-mine.json"))
        var desk = try Desk()
        desk.coordinator = try Coordinator(Settings(["profiles": folder.path]))
        try desk.publish()
        #expect(desk.status?.profile == "vm-mine")
        #expect(throws: PublishingProfile.Invalid.self) {
            try Coordinator(Settings(["profiles": folder.path + "/nowhere"]))
        }
    }

    static func poison(_ work: () throws -> Void) -> String? {
        do {
            try work()
            return nil
        } catch { return (error as? Poison)?.code ?? (error as? Deferred)?.poison.code }
    }

    @Test func `Records that no version can use are poison`() throws {
        var desk = try Desk()
        try desk.publish()
        func outcome(_ change: (inout Event) -> Void) throws -> Message {
            let message = report(.started, 0).message(source: "/offers/test")
            var event = try CloudEvent(structured: try #require(message.value))
            change(&event)
            return Message(topic: .outcomes, event: event)
        }
        let second = try outcome { $0.type = EventType(rawValue: "offers.step.completed.v2") }
        let foreign = try outcome { $0.type = EventType(rawValue: "offers.step.vanished.v1") }
        let command = try outcome { $0.type = CommandKind.cancel.type }
        let nobodys = report(.waiting(StepOutputs()), 0, submission: 9).message(source: "/offers/test")
        let torn = Message(topic: .outcomes, key: nil, value: Array("{".utf8))
        #expect(Self.poison { _ = try desk.take(second) } == "unknown-version")
        #expect(Self.poison { _ = try desk.take(foreign) } == "unknown-type")
        #expect(Self.poison { _ = try desk.take(command) } == "unknown-type")
        #expect(Self.poison { _ = try desk.take(nobodys) } == "unknown-submission")
        #expect(Self.poison { _ = try desk.take(torn) } == "not-an-event")
        #expect(
            Self.poison { try desk.publish { $0.event.id = String(repeating: "x", count: 257) } } == "too-large")
        #expect(
            Self.poison { try desk.publish { $0.event["allowlist"] = String(repeating: "x", count: 16_385) } }
                == "too-large")
        #expect(Self.poison { try desk.publish { $0.event.data = [] } } == "not-an-offer")
        var empty = try Desk()
        #expect(Self.poison { try empty.say(.started, 0) } == "unknown-submission")
    }

    @Test func `A late outcome writes nothing at all`() throws {
        var desk = try Desk()
        try desk.publish()
        try desk.say(.completed(StepOutputs()), Place.validate)
        #expect(try desk.say(.completed(StepOutputs()), Place.validate) == [])
    }

    @Test func `An event handled again after a crash writes the same ids, and its row last`() throws {
        let commands = [
            Command(.publish, offer: offer, id: "p", at: morning, document: document).message,
            report(.faulted(Fault("away", "away")), 0).message(source: "/offers/test"),
            Command(.resume, offer: offer, id: "r", at: morning).message,
            Command(.requestSupport, offer: offer, id: "s", at: morning).message,
            report(.completed(StepOutputs()), 0, attempt: 2).message(source: "/offers/test"),
        ]
        func ids(_ messages: [Message]) throws -> [String] {
            try messages.map { try $0.value.map { try CloudEvent(structured: $0).id } ?? "tombstone" }
        }
        var desk = try Desk()
        for command in commands {
            var killed = desk  // Its rows are lost with it; what it had produced besides may stand.
            let first = try killed.take(command)
            #expect(first.last?.topic == .status)
            let second = try desk.take(command, now: morning + .seconds(60))
            #expect(try ids(first) == ids(second))
            #expect(first.map(\.topic) == second.map(\.topic))
            #expect(try desk.take(command) == [], "once the row stands, nothing follows any more")
        }
    }

    @Test func `A row says in its envelope when its time is up, until it was said`() throws {
        var desk = try Desk()
        try desk.publish()
        let row = try #require(desk.rows[.status])
        let due = morning + .seconds(900)
        #expect(desk.coordinator.deadline(of: row, in: .status) == due)
        #expect(StatusCodec.deadline(of: row) == due, "of a row that is not remembered")
        #expect(desk.coordinator.deadline(of: row, in: .blocked) == nil)
        let early = desk.coordinator.react(toDeadlineOf: offer, rows: Rows(desk.rows), now: morning)
        #expect(early == [])
        let messages = desk.coordinator.react(toDeadlineOf: offer, rows: Rows(desk.rows), now: due)
        #expect(Self.topics(messages) == ["offers.history", "offers.status"])
        let after = try #require(messages.last?.value)
        #expect(desk.coordinator.deadline(of: after, in: .status) == nil)
    }

    @Test func `A title cannot pass for a deadline`() throws {
        var status = OfferStatus(offer, at: morning)
        status.title = #"","deadline":"2026-11-21T09:00:00.000Z"#
        let row = try #require(StatusCodec.message(status, cause: "c").value)
        #expect(StatusCodec.deadline(of: row) == nil)
        #expect(try StatusCodec.status(of: row) == status)
    }
}
