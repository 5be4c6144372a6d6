// The coordinator's edge: what comes in as records goes out as messages to the right topics.

import Base
import Events
import JSON
import Localization
import Offers
import TestSupport
import Testing

@testable import Coordination

@Suite struct CoordinatorTests {
    @Test func `A bare document starts a submission: stage event, history, status, in this order`() throws {
        var desk = try Desk()
        let messages = try desk.take(Message(topic: .commands, key: nil, value: document))
        #expect(
            Desk.topics(messages) == ["offers.stage.validate-prerequisites", "offers.history", "offers.status"])
        #expect(messages.allSatisfy { $0.key == offer.bytes })
        let step = try Desk.step(messages[0])
        #expect(step.offer.bytes == document, "the document is passed on byte for byte")
        #expect(step.envelope.id == "acme/web/1/0-validate-prerequisites/1/scheduled")
        #expect(step.route.stages == Stage.all)
        #expect(step.language == .french)
        #expect(step.process == PublishingProcess(vm2018()).reference)
        #expect(step.notify == ["doc@acme.example"])
        #expect(!step.requiresAddress)
        #expect(step.limits == [])
        #expect(desk.status?.profile == "vm-2018")
        #expect(desk.status?.steps.first?.name(in: .french) == "Étape validate-prerequisites")
        #expect(try desk.take(Message(topic: .commands, key: nil, value: document)) == [], "read twice, done once")
    }

    @Test func `The command's addresses and allow-list win over the document's`() throws {
        var desk = try Desk([vm2018(approvals: [Place.preview, Place.signOff], requiresAddress: true)])
        let messages = try desk.publish { command in
            command.event["notify"] = "one@acme.example, \"Two, Too\" <two@acme.example>"
            command.event["allowlist"] = "6d1d1a8e-0000-4000-8000-000000000001=enterprise"
        }
        let step = try Desk.step(messages[0])
        #expect(step.notify == ["one@acme.example", "\"Two, Too\" <two@acme.example>"])
        #expect(step.allowList == "6d1d1a8e-0000-4000-8000-000000000001=enterprise")
        #expect(step.requiresAddress)
        #expect(step.approvals == [Place.preview], "the gate waits for its approval by itself")
        #expect(desk.status?.notify == step.notify)
    }

    @Test func `A publisher cannot put facts of ours into the scheduled step`() throws {
        let names = [
            "certifieddigest", "certifiedby", "liveterms", "facts", "requiresAddress", "approvals", "anything",
        ]
        var desk = try Desk()
        let messages = try desk.publish { command in for name in names { command.event[name] = "forged" } }
        #expect(!String(decoding: messages[0].value ?? [], as: UTF8.self).contains("forged"))
        let step = try Desk.step(messages[0])
        #expect(step.certified == nil && step.liveTerms == nil && step.facts == [:] && step.approvals == [])
    }

    @Test func `What certified and what went live is in the next submission's first step`() throws {
        var desk = try Desk()
        try desk.publish()
        for step in 0..<Place.signOff {
            try desk.say(.completed(StepOutputs(step == Place.certify ? ["certifieddigest": "abc"] : [:])), step)
        }
        try desk.say(.waiting(StepOutputs()), Place.signOff)
        let decided = try desk.take(Command(.goLive, offer: offer, id: "go", at: morning).message)
        let approved = try CloudEvent(structured: try #require(decided[0].value))
        #expect(decided[0].topic == .stage(.publisherSignOff))
        #expect(approved.type == .signOffApproved)
        #expect(approved.id == "acme/web/1/sign-off/approved")
        #expect(approved.attributes.first { $0.name == "submission" }?.value == .integer(1))
        #expect(approved["command"] == "go")
        try desk.say(.completed(StepOutputs()), Place.production)
        let live = try desk.say(.completed(StepOutputs(["liveterms": "byol/1"])), Place.live)
        #expect(try CloudEvent(structured: try #require(live[0].value)).type == .signOffWithdrawn)
        #expect(desk.status?.state == .succeeded)
        #expect(desk.status?.live?.submission == 1)
        let step = try Desk.step(try desk.publish { $0.event.id = "again" }[0])
        #expect(step.submission.number == 2)
        #expect(step.certified == .init(digest: "abc", submission: 1))
        #expect(step.liveTerms == "byol/1")
    }

    @Test func `A command on another offer's partition goes home unlooked-at, with its id`() throws {
        let desk = try Desk()
        var metadata = desk.place(.commands)
        metadata.partition = (metadata.partition + 1) % 8
        let reaction = try desk.coordinator.handle(
            .record(value: document, headers: [], key: nil, metadata), Followed(), now: morning
        ) { _ in throw Fault("state", "the state of another partition was asked for") }
        #expect(reaction.messages.count == 1)
        #expect(reaction.state == nil)
        let forwarded = reaction.messages[0]
        #expect(forwarded.topic == .commands)
        #expect(forwarded.key == offer.bytes)
        let event = try CloudEvent(structured: forwarded.value ?? [])
        #expect(event.id == "offers.commands/\(metadata.partition)/7@\(metadata.time.milliseconds)")
        #expect(event.data == document)
        var home = desk
        #expect(Desk.topics(try home.take(forwarded)).last == "offers.status")
        #expect(home.status?.answer?.command == event.id)
    }

    @Test func `A trace comes with the command or in a header, and everything that follows names it`() throws {
        let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        let header = Message.Header(CloudEvent.traceParent, trace)
        var desk = try Desk()
        let messages = try desk.take(Message(topic: .commands, key: nil, value: document, headers: [header]))
        for message in messages {
            #expect(try CloudEvent(structured: message.value ?? [])[CloudEvent.traceParent] == trace)
        }
        var other = try Desk()
        let silent = try other.publish { $0.event[CloudEvent.traceParent] = "00-1-2-01" }
        #expect(try Desk.step(silent[0]).trace == nil, "what is not a trace is left out")
    }

    @Test func `A blocked submission's step is kept, and scheduled again when it is resumed`() throws {
        var desk = try Desk()
        let scheduled = try Desk.step(try desk.publish()[0])
        let fault = StepResult(
            .faulted(Fault("scanner-away", "away")), of: scheduled, began: morning, at: morning, source: "/offers/test")
        let blocked = try desk.take(fault.message)
        #expect(Desk.topics(blocked) == ["offers.blocked", "offers.history", "offers.status"])
        #expect(desk.rows[.blocked] == scheduled.json)
        #expect(desk.state?.parked == scheduled)
        let resumed = try desk.take(Command(.resume, offer: offer, id: "resume", at: morning).message)
        #expect(
            Desk.topics(resumed) == [
                "offers.stage.validate-prerequisites", "offers.blocked", "offers.history", "offers.status",
            ])
        #expect(resumed[1].value == nil)
        #expect(desk.state?.parked == nil)
        let again = try Desk.step(resumed[0])
        #expect(again.attempt == 2)
        #expect(again.offer.bytes == document)
    }

    @Test func `An approved step is handed off from what was kept of it`() throws {
        var desk = try Desk([vm2018(approvals: [Place.validate])])
        let step = try Desk.step(try desk.publish()[0])
        #expect(step.needsApproval)
        let done = StepResult(
            .waiting(StepOutputs(["checked": "yes"])), of: step, began: morning, at: morning, source: "/offers/test")
        try _ = desk.take(done.message)
        let approved = try desk.take(Command(.approve, offer: offer, id: "ok", at: morning).message)
        #expect(
            Desk.topics(approved) == [
                "offers.stage.validate-test-drive", "offers.blocked", "offers.history", "offers.history",
                "offers.status",
            ])
        let next = try Desk.step(approved[0])
        #expect(next.stop.step == Place.testDrive)
        #expect(next.facts == ["checked": "yes"])
        #expect(next.offer.bytes == document)
    }

    @Test func `An unknown process is refused where its publisher hears of it, and leaves no row`() throws {
        var desk = try Desk()
        let messages = try desk.publish { $0.event["profile"] = "vm-1999" }
        #expect(Desk.topics(messages) == ["offers.history"])
        #expect(desk.rows == [:])
        let entry = try Desk.entry(messages[0])
        #expect(entry.kind == .commandRefused)
        #expect(entry.sequence == 0)
        #expect(entry.command == .publish)
        #expect(entry.notify == ["doc@acme.example"])
        #expect(entry.language == .french)
        #expect(entry.title == "Web server")
        #expect(entry.refusal == Remark("unknown-profile", ["name": "vm-1999", "known": "vm-2018"]))
        #expect(!entry.isAnswered)
    }

    @Test func `The history says of a refusal whether its sender waited for it`() throws {
        var desk = try Desk()
        var command = Command(.goLive, offer: offer, id: "c", at: morning)
        command.event[Command.Name.awaited] = "true"
        #expect(try Desk.entry(desk.take(command.message)[0]).isAnswered)
        #expect(
            try Desk.entry(desk.take(Command(.cancel, offer: offer, id: "d", at: morning).message)[0]).isAnswered
                == false)
    }

    @Test(arguments: CommandKind.allCases.filter { ![.publish, .requestSupport].contains($0) })
    func `A command about an offer that never was is refused and leaves no row`(_ kind: CommandKind) throws {
        var desk = try Desk()
        let messages = try desk.take(Command(kind, offer: offer, id: "c", at: morning).message)
        #expect(Desk.topics(messages) == ["offers.history"])
        #expect(try Desk.entry(messages[0]).refusal == Refusal.neverPublished.remark)
        #expect(try Desk.entry(messages[0]).sequence == 0)
        #expect(desk.state == nil)
        try desk.publish()
        #expect(desk.status?.transitions == 1)
    }

    @Test func `A support request about an offer that never was opens a ticket and makes a row`() throws {
        var desk = try Desk()
        var command = Command(.requestSupport, offer: offer, id: "help", at: morning)
        command.event["text"] = "How do I begin?"
        let messages = try desk.take(command.message)
        #expect(Desk.topics(messages) == ["offers.support-tickets", "offers.history", "offers.status"])
        let data = try CloudEvent(structured: messages[0].value ?? []).data
        let ticket = try Ticket(json: data)
        #expect(ticket.id == "acme/web/ticket-1")
        #expect(ticket.text == "How do I begin?")
        #expect(ticket.by == Actor(.publisher))
        #expect(ticket.status.json == messages[2].value)
        #expect(ticket.json == data)
        #expect(desk.status?.state == .neverPublished)
    }

    @Test func `A row that cannot be read is not taken for a missing one`() throws {
        let desk = try Desk()
        for rows in [[Topic.status: Array("{}".utf8)], [.status: []]] {
            #expect(throws: JSONError.self) { try desk.coordinator.state(of: rows, Followed()) }
        }
        #expect(try desk.coordinator.state(of: [:], Followed()) == nil)
    }

    @Test func `Records that no version can use are poison`() throws {
        var desk = try Desk()
        try desk.publish()
        func outcome(_ change: (inout CloudEvent) -> Void) throws -> Message {
            var event = try CloudEvent(structured: result(.started, 0).json)
            change(&event)
            return Message(topic: .outcomes, event: event)
        }
        let cases: [(String, Message)] = [
            ("unknown-version", try outcome { $0.type = EventType(rawValue: "offers.step.completed.v2") }),
            ("unknown-type", try outcome { $0.type = EventType(rawValue: "offers.step.vanished.v1") }),
            ("unknown-type", try outcome { $0.type = .command(.cancel) }),
            ("bad-outcome", try outcome { $0["stage"] = nil }),
            ("bad-outcome", try outcome { $0.type = .outcome(.faulted) }),
            ("unknown-submission", result(.waiting(StepOutputs()), 0, submission: 9).message),
            ("not-an-event", Message(topic: .outcomes, key: nil, value: Array("{".utf8))),
            ("not-an-event", Message(topic: .outcomes, key: nil, value: [], headers: [.init("ce_specversion", "1.0")])),
        ]
        for (code, message) in cases { #expect(Desk.poison { _ = try desk.take(message) } == code) }
        #expect(
            Desk.poison { try desk.publish { $0.event.id = String(repeating: "x", count: 257) } } == "too-large")
        #expect(
            Desk.poison { try desk.publish { $0.event["allowlist"] = String(repeating: "x", count: 16_385) } }
                == "too-large")
        #expect(Desk.poison { try desk.publish { $0.event.data = [] } } == "not-an-offer")
        var empty = try Desk()
        #expect(Desk.poison { try empty.say(.started, 0) } == "unknown-submission")
    }

    @Test func `A late outcome writes nothing at all`() throws {
        var desk = try Desk()
        try desk.publish()
        try desk.say(.completed(StepOutputs()), Place.validate)
        #expect(try desk.say(.completed(StepOutputs()), Place.validate) == [])
    }

    @Test func `The preview of an earlier submission is withdrawn by that one's number`() throws {
        var desk = try Desk()
        try desk.publish()
        try desk.say(.rejected([Problem(at: "", "title-missing")]), Place.validate)
        try desk.publish()
        let late = try desk.take(result(.waiting(StepOutputs()), Place.signOff, submission: 1).message)
        let withdrawal = try #require(late.first { $0.topic == .stage(.publisherSignOff) })
        let event = try CloudEvent(headers: withdrawal.headers, value: withdrawal.value ?? [])
        #expect(event.type == .signOffWithdrawn && event.integer(Command.Name.submission) == 1)
        #expect(desk.status?.submission?.hasSuffix("/2") ?? false)
    }

    @Test func `An event handled again after a crash writes the same ids, and its row last`() throws {
        let commands = [
            Command(.publish, offer: offer, id: "p", at: morning, document: document).message,
            result(.faulted(Fault("away", "away")), 0).message,
            Command(.resume, offer: offer, id: "r", at: morning).message,
            Command(.requestSupport, offer: offer, id: "s", at: morning).message,
            result(.completed(StepOutputs()), 0, attempt: 2).message,
        ]
        func ids(_ messages: [Message]) throws -> [String] {
            try messages.map { try $0.value.map { try CloudEvent(structured: $0).id } ?? "tombstone" }
        }
        var desk = try Desk()
        for command in commands {
            var killed = desk  // Its rows are lost with it; what it had produced besides may have been written.
            let first = try killed.take(command)
            #expect(first.last?.topic == .status)
            let second = try desk.take(command, now: morning + .seconds(60))
            #expect(try ids(first) == ids(second))
            #expect(first.map(\.topic) == second.map(\.topic))
            #expect(try desk.take(command) == [], "once the row is written, nothing follows any more")
        }
    }

    @Test func `A row says in its envelope when its time is up, until it was said`() throws {
        var desk = try Desk()
        try desk.publish()
        let row = try #require(desk.rows[.status])
        let due = morning + .seconds(900)
        #expect(desk.coordinator.deadline(of: row, in: .status) == due)
        #expect(desk.coordinator.deadline(of: row, in: .blocked) == nil)
        #expect(try desk.take(.deadline(offer), now: morning) == [])
        let messages = try desk.take(.deadline(offer), now: due)
        #expect(Desk.topics(messages) == ["offers.history", "offers.status"])
        let after = try #require(messages.last?.value)
        #expect(desk.coordinator.deadline(of: after, in: .status) == nil)
        #expect(try desk.take(.deadline(offer), now: due) == [])
        var empty = try Desk()
        #expect(try empty.take(.deadline(offer), now: due) == [])
    }

    @Test func `A time that is up during a pause of the stage names the pause`() throws {
        var desk = try Desk()
        try desk.publish()
        let pause = Controls.message(
            .stage(.validatePrerequisites), .init(since: morning, reason: "disk", notice: "moving"), id: "p",
            source: "/s")
        try desk.followed.take(.controls, key: pause.key, value: pause.value, at: morning)
        let entry = try Desk.entry(try desk.take(.deadline(offer), now: morning + .seconds(900))[0])
        #expect(entry.notes == [Remark("paused", ["since": morning.description, "reason": "moving"])])
    }

    @Test func `What the guide has an operator write ends a submission whose step is lost`() throws {
        let guide = try Repository.text("docs/operate/troubleshoot.md")
        let written = try #require(guide.firstMatch(of: /printf '%s\\n' '(\{"specversion"[^']*)'/)).output.1
        let outcome = written.replacing("\n", with: "").replacing("contoso/web-vm", with: "\(offer)")
        var desk = try Desk()
        try desk.publish()
        for step in [Place.validate, Place.testDrive] { try desk.say(.completed(StepOutputs()), step) }
        #expect(desk.status?.currentStep == Place.certify)
        _ = try desk.take(
            Message(
                topic: .outcomes, key: offer.bytes, value: Array(outcome.utf8),
                headers: [.init("content-type", "application/cloudevents+json")]))
        #expect(desk.status?.state == .failed)
        #expect(desk.status?.steps[Place.certify].problems.map(\.code) == ["not-approved"])
        try desk.publish()
        #expect(desk.status?.state == .running && desk.status?.submissions == 2)
    }
}
