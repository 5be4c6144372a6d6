// What a worker finds where something was left for it: rows of its tables, the controls, the notes of a crash, and the
// mails it hands on. Mostly written by the line itself, but a file may be torn and a topic be written to by others.

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
        FuzzTarget("coordinator-row", seeds: { try statusRows() }) { row in
            let coordinator = try coordinator.get()
            _ = coordinator.deadline(of: row, in: .status)
            let rows = Rows([.status: row, .blocked: row])
            // One command an input, by the row's length, so that each is tried.
            let kinds = CommandKind.allCases.filter { $0 != .publish }
            var command = Command(kinds[row.count % kinds.count], offer: sampleOffer, id: "c", at: now, document: [])
            command.event[Command.Name.sender] = sampleOffer.publisher
            var said = coordinator.react(toDeadlineOf: sampleOffer, rows: rows, now: now)
            said += try coordinator.react(to: command.event, arrival: home, rows: rows, now: now)
            for message in said where message.value != nil { _ = try written(message) }
        },
        FuzzTarget("sign-off-row", seeds: { try Samples.schemas("step") }) { row in
            let signOff = try PublisherSignOff(Settings([:]))
            for type in [EventType.signOffApproved, .signOffWithdrawn] {
                var event = CloudEvent(
                    id: "d", source: "/fuzz", type: type, subject: sampleOffer.description, time: now)
                event[ScheduledStep.Name.submission] = "\(sampleOffer)/3"
                let rows = Rows([.awaitingSignOff: row, .preview: row])
                let said = (try? signOff.react(to: event, arrival: home, rows: rows, now: now)) ?? []
                for message in said where message.value != nil { _ = try written(message) }
            }
        },
        // The key, a line end, the value.
        FuzzTarget("controls", seeds: { try controlRecords() }) { bytes in
            let end = bytes.firstIndex(of: 10) ?? bytes.endIndex
            var controls = Controls()
            try controls.take(key: Array(bytes[..<end]), value: Array(bytes[end...].dropFirst()))
            try controls.take(key: Array(bytes[..<end]), value: nil)
            try require(controls == Controls(), "what was taken away still stands")
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
        FuzzTarget("mail-to-hand-on", seeds: { Samples.texts(mail) }) { bytes in
            let mail = try Mail(bytes)
            try require(!mail.messageID.contains(where: \.isNewline), "a Message-ID of two lines")
            try require(mail.withHostLineEnds.count <= bytes.count, "line ends make a mail longer")
        },
    ]

    /// Where commands of the sample's offer belong, whatever the number of partitions.
    private static let home = RecordMetadata(
        topic: Topic.commands.name, partition: 0, offset: 7, partitions: 1, time: now)

    private static func controlRecords() throws -> [[UInt8]] {
        let pause = try Samples.schemas("control")[0]
        let suspicion = Controls.suspicion(of: "offers.stage.certify/3@17", crashes: 2, at: now, source: "/fuzz")
        return ["line", "stage:certify", "contoso/web-server"].map { Array("\($0)\n".utf8) + pause }
            + [(suspicion.key ?? []) + [10] + (suspicion.value ?? [])]
    }

    private static let crashNotes: [[UInt8]] = [[1, 0, 18, 3], [0, 0, 1, 0, .max, 7]].map { (words: [Int64]) in
        words.flatMap { word in withUnsafeBytes(of: word.littleEndian) { Array($0) } }
    }

    private static let mail = "To: ada@contoso.example\r\nMessage-ID: <1@x.example>\r\nSubject: a\r\n b\r\n\r\nText\r\n"
}
