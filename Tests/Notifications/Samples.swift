// Transitions to write mails about, and Python's own mail reader to read them back.

import Base
import Events
import Foundation
import Localization
import Testing

@testable import Notifications
@testable import Offers

enum Sample {
    static let key = OfferKey(publisher: "contoso", offer: "analytics-vm")
    static let eventID = "contoso/analytics-vm/3/7"
    static let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    static let time = Timestamp(milliseconds: 1_795_253_400_125)  // 2026-11-21T09:30:00.125Z
    static let process = process(step: LocalizedText(en: "Certification", fr: "Certification", ja: "認定"))

    /// A process through all stages; `step` is the name of certification.
    static func process(step name: LocalizedText, review: LocalizedText? = nil) -> PublishingProcess {
        let usual = LocalizedText(Language.allCases.map { OfferState.waitingForPublisherReview.text(in: $0) })
        let steps = Stage.all.map { stage in
            PublishingProfile.Step(
                stage: stage, name: stage == .certify ? name : LocalizedText(Array(repeating: stage.rawValue, count: 3))
            )
        }
        return PublishingProcess(
            PublishingProfile(
                name: "sample", title: LocalizedText(Array(repeating: "Sample", count: 3)),
                reviewLabel: review ?? usual, steps: steps))
    }

    static func transition(
        _ kind: Transition.Kind, in language: Language = .english, of process: PublishingProcess = process,
        _ change: (inout Transition) -> Void = { _ in }
    ) -> Transition {
        var status = OfferStatus(key, at: time)
        status.title = "Contoso Analytics"
        status.submissions = 3
        status.state = .running
        status.processReference = process.reference
        status.notify = ["ana@contoso.example", "bo@contoso.example"]
        status.language = language
        var transition = Transition(kind, of: status, by: Actor(.system, name: "certify"), cause: "cause-1", at: time)
        transition.step = .init(index: 2, stage: .certify, number: 2, count: 7)
        change(&transition)
        return transition
    }

    static func rejection(in language: Language) -> Transition {
        transition(.stepRejected, in: language) { transition in
            transition.state = .failed
            transition.problems = [
                Problem(at: "/plans/0/images/1.0.1/osDisk/url", "vhd-other-format", ["value": "vmdk"])
            ]
        }
    }

    /// A transition as the coordinator writes it, with everything that its mails say.
    static func complete(
        _ kind: Transition.Kind, in language: Language, _ change: (inout Transition) -> Void = { _ in }
    ) -> Transition {
        var transition = kind == .stepRejected ? rejection(in: language) : transition(kind, in: language)
        switch kind {
        case .previewReady:
            transition.state = .waitingForPublisherReview
            transition.links = ["https://preview.example/contoso/analytics-vm?key=1&plan=2"]
        case .live:
            transition.state = .succeeded
            transition.links = ["https://marketplace.example/contoso/analytics-vm"]
        case .canceled: transition.state = .canceled
        case .stepOverdue: transition.text = "P4D"
        case .stepBlocked:
            transition.fault = Fault("region-away", "region west-europe cannot be reached: connection refused")
        case .commandRefused:
            transition.command = .goLive
            transition.refusal = Refusal.notAtSignOff(step: .certify).remark
        case .supportRequested:
            transition.ticket = "contoso/analytics-vm/ticket-17"
            transition.text = "When is the offer certified?"
        default: break
        }
        change(&transition)
        return transition
    }

    /// The history entry of a transition.
    static func entry(_ transition: Transition, id: String = eventID, trace: String = trace) -> Message {
        var entry = HistoryEntry(transition, trace: trace, source: "/offers/offer-coordinator")
        entry.envelope.id = id
        return entry.message
    }

    /// The same entry as an event that a test can change.
    static func event(_ transition: Transition) throws -> CloudEvent {
        try CloudEvent(structured: try #require(entry(transition).value))
    }

    /// The messages the notifier makes of a transition.
    static func messages(
        _ transition: Transition, _ settings: [String: String] = [:], of process: PublishingProcess = process
    ) throws -> [Message] {
        try react(to: entry(transition), settings, knowing: [process])
    }

    static func react(
        to record: Message, _ settings: [String: String] = [:], knowing processes: [PublishingProcess] = [process]
    ) throws -> [Message] {
        try reaction(to: record, of: Notifier(Settings(settings)), knowing: processes).messages
    }

    static func reaction(
        to record: Message, of notifier: Notifier, knowing processes: [PublishingProcess] = [process]
    ) throws -> Reaction<Never> {
        let metadata = RecordMetadata(topic: "offers.history", partition: 0, offset: 0, partitions: 8, time: time)
        var followed = Followed()
        for process in processes { followed.processes.add(process) }
        let input = Input.record(value: record.value ?? [], headers: record.headers, key: record.key, metadata)
        return try notifier.handle(input, followed, now: time) { _ in nil }
    }
}

extension LocalizedText {
    /// In the order of `Language.allCases`.
    fileprivate init(_ texts: [String]) { self.init(en: texts[0], fr: texts[1], ja: texts[2]) }
}

extension Message {
    /// The mail, which is ASCII.
    var mail: String { String(decoding: value ?? [], as: UTF8.self) }

    func header(_ name: String) -> String? {
        headers.first { $0.name == name }.map { String(decoding: $0.value, as: UTF8.self) }
    }
}

/// A mail as Python's `email` package understands it.
struct ReadMail: Decodable {
    var names: [String]
    var subject: String
    var from: [String]
    var sender: String
    var to: [String]
    var id: String
    var references: String
    var topic: String
    var index: String
    var date: String
    var language: String
    var automatic: String
    var text: String
    var html: String
    var defects: [String]

    init(_ message: Message) throws {
        self = try Self.read([message])[0]
    }

    /// Reads mails in one go: starting Python is what takes long.
    static func read(_ messages: [Message]) throws -> [ReadMail] {
        let python = Process()
        python.executableURL = URL(filePath: "/usr/bin/env")
        python.arguments = ["python3", "-c", program]
        let (input, output) = (Pipe(), Pipe())
        python.standardInput = input
        python.standardOutput = output
        try python.run()
        try input.fileHandleForWriting.write(contentsOf: JSONEncoder().encode(messages.map(\.mail)))
        try input.fileHandleForWriting.close()
        let answer = try output.fileHandleForReading.readToEnd() ?? Data()
        python.waitUntilExit()
        return try JSONDecoder().decode([ReadMail].self, from: answer)
    }

    private static let program = """
        import sys, json, email
        from email import policy
        def read(mail):
            m = email.message_from_bytes(mail.encode("utf-8"), policy=policy.default)
            addresses = lambda name: [a.addr_spec for a in m[name].addresses]
            content = lambda kind: m.get_body((kind,)).get_content().replace("\\r\\n", "\\n")
            return {
                "names": m.keys(), "subject": m["subject"], "from": addresses("from"),
                "sender": m["from"].addresses[0].display_name, "to": addresses("to"),
                "id": m["message-id"], "references": m["references"],
                "topic": m["thread-topic"], "index": m["thread-index"], "date": m["date"].datetime.isoformat(),
                "language": m["content-language"], "automatic": m["auto-submitted"],
                "text": content("plain"), "html": content("html"),
                "defects": [str(d) for p in m.walk() for d in p.defects] +
                    [str(d) for p in m.walk() for v in p.values() for d in getattr(v, "defects", [])],
            }
        json.dump([read(mail) for mail in json.load(sys.stdin)], sys.stdout)
        """
}
