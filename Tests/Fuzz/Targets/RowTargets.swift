// What a worker finds where something was left for it: rows of its tables, the controls, the notes of a crash, and the
// mails it hands off. Mostly written by the pipeline itself, but a file may be torn and a topic be written to by others.

import Base
import Events
import Foundation

@testable import Coordination
@testable import Mailer
@testable import Notifications
@testable import Offers
@testable import Runtime
@testable import Stages

extension FuzzTarget {
    static let rows: [FuzzTarget] = [
        FuzzTarget("coordinator-row", seeds: { try Samples.statusRows() }) { row in
            let coordinator = try coordinator.get()
            let deadline = coordinator.deadline(of: row, in: .status)
            let parked = try Samples.step().json
            guard let state = try coordinator.state(of: [.status: row, .blocked: parked], followed.get()) else {
                throw Broken(description: "a row does not give a state")
            }
            // A restore reads the deadline alone; it must be the one that the whole row has.
            let whole = try CloudEvent(structured: row)["deadline"].flatMap { Timestamp($0) }
            try require(deadline == whole, "the deadline alone is read otherwise")
            let due = try coordinator.handle(.deadline(Samples.offer), followed.get(), now: now) { _ in state }
            try hold(due)
            // One command an input, by the row's length, so that each is tried.
            let kinds = CommandKind.allCases.filter { $0 != .publish }
            var command = Command(kinds[row.count % kinds.count], offer: Samples.offer, id: "c", at: now)
            command.event[Command.Name.sender] = command.kind.isOperators ? "operator" : Samples.offer.publisher
            try coordinate(command.event.json, topic: .commands, state: state)
        },
        FuzzTarget("blocked-row", seeds: { [try Samples.step().json] }) { parked in
            let row = try Samples.statusRows()[2]
            guard let state = try coordinator.get().state(of: [.status: row, .blocked: parked], followed.get()) else {
                throw Broken(description: "a row does not give a state")
            }
            var command = Command(.resume, offer: Samples.offer, id: "c", at: now)
            command.event[Command.Name.sender] = "operator"
            try coordinate(command.event.json, topic: .commands, state: state)
        },
        FuzzTarget("sign-off-row", seeds: { [try Samples.step(at: .publisherSignOff).json, try preview()] }) { row in
            let signOff = try PublisherSignOff(Settings([:]))
            for table in [Topic.awaitingSignOff, .preview] {
                guard let state = try? signOff.state(of: [table: row], Followed()) else { continue }
                for type in [EventType.signOffApproved, .signOffWithdrawn] {
                    let event = try decision(type)
                    let reaction = try signOff.handle(input(event, .stage(.publisherSignOff)), Followed(), now: now) {
                        _ in state
                    }
                    for message in reaction.messages { try written(message) }
                }
            }
        },
        FuzzTarget("process-row", seeds: { try Samples.files(in: "deploy/profiles", ending: ".json") }) { row in
            var processes = ProcessCatalog()
            try processes.take(value: row, at: now)
            let process = processes.all[0]
            // What anybody may have written: names and times of its steps are shown, and its deadlines counted.
            var status = OfferStatus(Samples.offer, at: now)
            status.submissions = 1
            status.state = .running
            status.currentStep = 0
            status.follow(process) { _ in .inProgress }
            for step in status.steps.indices { status.steps[step].scheduled = now }
            let written = StatusRecord(status, cause: "c", source: "/fuzz").json
            var read = try StatusRecord(json: written).status
            let isResolved = read.resolve(processes)
            try require(isResolved, "a status does not find the process that it follows")
            try require(read.deadline == status.deadline, "a deadline is another after the row was read")
            try require(StatusRecord.deadline(of: written) == status.deadline, "the row has another deadline")
        },
        // The key, a line end, the value.
        FuzzTarget("controls", seeds: { try controlRecords() }) { bytes in
            let end = bytes.firstIndex(of: 10) ?? bytes.endIndex
            var controls = Controls()
            try controls.take(key: Array(bytes[..<end]), value: Array(bytes[end...].dropFirst()))
            try require(controls != Controls(), "what was taken has no effect")
            try controls.take(key: Array(bytes[..<end]), value: nil)
            try require(controls == Controls(), "what was taken away is still there")
        },
        FuzzTarget("crash-notes", seeds: { crashNotes }) { bytes in
            try Scratch.folder { folder in
                let file = "\(folder)/\(Topic.commands).1"
                try Scratch.make(file, of: bytes)
                defer { unlink(file) }
                let notes = try InFlightFile(folder: folder, topic: .commands)
                let records = notes.records
                try require(records.allSatisfy { $0.offset >= 0 }, "a record before the first")
                if let record = records.first { notes.keep(record) }
                notes.clear()
                try require(Set(notes.records) == Set(records.prefix(1)), "the notes are not cleared")
            }
        },
        FuzzTarget("mail-to-deliver", seeds: { Samples.texts(mail) }) { bytes in
            let mail = try Mail(bytes)
            try require(!mail.messageID.contains(where: \.isNewline), "a Message-ID of two lines")
            try require(
                EmailAddress(mail.recipient.description, leastLabels: 1) != nil, "a recipient that is not an address")
            try require(mail.withHostLineEnds.count <= bytes.count, "line ends make a mail longer")
        },
    ]

    private static func preview() throws -> [UInt8] {
        var event = CloudEvent(
            id: "p", source: "/fuzz", type: .previewListed, subject: Samples.offer.description, time: now,
            data: try Samples.schemas("preview")[0])
        event.set(Command.Name.submission, .integer(try Samples.step().number))
        return event.json
    }

    private static func controlRecords() throws -> [[UInt8]] {
        let pause = try Samples.schemas("control")[0]
        let quarantined = Controls.quarantine(of: "offers.stage.certify/3@17", crashes: 2, at: now, source: "/fuzz")
        return ["pipeline", "stage:certify", "contoso/web-server"].map { Array("\($0)\n".utf8) + pause }
            + [(quarantined.key ?? []) + [10] + (quarantined.value ?? [])]
    }

    private static let crashNotes: [[UInt8]] = [[1, 0, 18, 3], [0, 0, 1, 0, .max, 7]].map { (words: [Int64]) in
        words.flatMap { word in withUnsafeBytes(of: word.littleEndian) { Array($0) } }
    }

    private static let mail =
        "From: A <a@x.example>\r\nTo: ada@contoso.example\r\nMessage-ID: <1@x.example>\r\nSubject: a\r\n b\r\n\r\nText\r\n"
}
